import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { selectTokenOfUser } from "./token.store.ts";

/** What is wanted of a user who is to prove themselves by a one-time password. */
export type WantedOtp =
  /** The value shown now (CCHK003). */
  | { readonly kind: "value" }
  /** Two values in a row (CCHK004), `periodSeconds` apart. */
  | { readonly kind: "synchronisation"; readonly periodSeconds: number }
  /** Serial and value of a hardware token (instead of G013e). */
  | { readonly kind: "startOfUse" }
  /** An app is set up (instead of G014e). */
  | { readonly kind: "software" };

/** What is wanted now; a token that was assigned goes before an app. */
export const wantedOneTimePassword = (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<WantedOtp> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const token = await selectTokenOfUser(tx, user.reference);
    if (token?.state === "active")
      return token.outOfStepSince === null
        ? { kind: "value" }
        : { kind: "synchronisation", periodSeconds: token.parameters.periodSeconds };
    const { tokens } = institution.secondFactor.oneTimePassword;
    return token?.kind === "hardware" || !tokens.includes("software")
      ? { kind: "startOfUse" }
      : { kind: "software" };
  });
