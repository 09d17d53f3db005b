import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { lockChallenge } from "./challenge.store.ts";
import { lockTokenInUse, lockWaitingToken, selectTokensOfContract } from "./token.store.ts";

/** What is wanted of a user who is to approve something by a token, in a procedure. */
export type WantedTransaction =
  /** The number of the challenge (CCHK005). */
  | { readonly kind: "number" }
  /** To choose: an own token, or a colleague's (BLGI023; instead of G015e). */
  | { readonly kind: "selection" }
  /** To register an own token (BLGI021; instead of G012e). */
  | { readonly kind: "registration" }
  /** To have a colleague's token approve that it is shared. */
  | { readonly kind: "sharing"; readonly serial: string };

export const wantedTransaction = (
  { database }: DomainContext,
  { institution, user }: { readonly institution: InstitutionPolicy; readonly user: User },
  procedure: string,
): Promise<WantedTransaction> =>
  database.inInstitution(institution.code, async (tx): Promise<WantedTransaction> => {
    if ((await lockTokenInUse(tx, user.reference)) !== undefined) return { kind: "number" };
    const procedureDigest = digestOfSecret(procedure);
    const waiting = await lockWaitingToken(tx, user.reference);
    if (waiting?.procedureDigest.equals(procedureDigest) === true) return { kind: "registration" };
    if (!institution.secondFactor.transactionAuthentication.sharing) return { kind: "registration" };
    const tokens = await selectTokensOfContract(tx, user.reference.contractId);
    const isShareable = (serial: string): boolean =>
      tokens.some((token) => token.serial === serial && token.state === "active");
    const challenge = await lockChallenge(tx, user.reference, procedureDigest);
    if (challenge !== undefined && isShareable(challenge.serial))
      return { kind: "sharing", serial: challenge.serial };
    return tokens.some(({ state }) => state === "active") ? { kind: "selection" } : { kind: "registration" };
  });
