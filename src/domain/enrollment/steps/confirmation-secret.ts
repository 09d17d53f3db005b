import { verifySecret } from "#domain/credential/credentials.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted } from "#shared/result.ts";
import type { AskStep } from "./step.ts";

/** Whether replacing a PC asks for it: by policy, and where the family's identity has not proved it already. */
export const asksConfirmationSecret = (institution: InstitutionPolicy): boolean =>
  institution.replacement.asksConfirmationSecret &&
  !familyOf(institution).identityFields.some(({ credential }) => credential === "confirmation");

/** The confirmation password, as for every act that ends something (BRSK019). */
export const confirmationSecretStep: AskStep = {
  kind: "ask",
  name: "confirmationSecret",
  question: async ({ institution }) =>
    accepted({ ask: "confirmationSecret", fields: [familyOf(institution).secretFields.confirmation] }),
  verify: async ({ context, institution, session, origin }, values) => {
    invariant(session.user !== undefined, "the person is known before the confirmation password is asked");
    const user = await findUser(context, session.user);
    invariant(user !== undefined, "a session's user exists");
    const secret = values[familyOf(institution).secretFields.confirmation.name] ?? "";
    const verified = await verifySecret(context, { user, kind: "confirmation", secret, origin });
    return verified.ok ? accepted(user.reference) : verified;
  },
};
