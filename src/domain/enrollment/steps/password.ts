import { findUser } from "#domain/user/users.ts";
import { familyOf } from "#domain/institution/families.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted } from "#shared/result.ts";
import type { AskStep } from "./step.ts";

/** Renewal: the login password or PIN alone; who asks is known by the old key ([003] CCHK002). */
export const passwordStep: AskStep = {
  kind: "ask",
  name: "password",
  question: async ({ institution }) =>
    accepted({ ask: "password", fields: [familyOf(institution).secretFields.login] }),
  verify: async ({ context, institution, session, origin }, values) => {
    invariant(session.user !== undefined, "the old key is proved before the password");
    const user = await findUser(context, session.user);
    invariant(user !== undefined, "a session's user exists");
    const secret = values[familyOf(institution).secretFields.login.name] ?? "";
    const verified = await verifySecret(context, { user, kind: "login", secret, origin });
    return verified.ok ? accepted(user.reference) : verified;
  },
};
