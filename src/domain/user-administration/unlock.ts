import { stopsOfUsers } from "#domain/credential/stops.ts";
import { unlockCredentials } from "#domain/credential/secrets.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { TransactionCode } from "#domain/second-factor/transaction-authentication/refusals.ts";
import { unlockTransactionAuthenticationIn } from "#domain/second-factor/transaction-authentication/manage.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { roleHasRight } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  findMemberIn,
  isOwn,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { mailUnlock } from "./mails.ts";
import type { UserAdministrationCode } from "./refusals.ts";

type UnlockCode =
  | Extract<UserCode, "USER_UNKNOWN">
  | Extract<TransactionCode, "TXA_SAME_TOKEN" | "TXA_TOKEN_UNKNOWN">
  | UserAdministrationCode;

/** Why the administrator may not lift this user's stops: it is oneself, or the institution keeps it to itself (B1). */
export const unlockRefusal = (
  by: ByAdministrator,
  user: User,
): Refusal<UserAdministrationCode> | undefined => {
  if (isOwn(by, user)) return { code: "OWN_UNLOCK_REFUSED", detail: "the administrator's own account" };
  return roleHasRight(by.institution, by.administrator.role, "unlockUsers")
    ? undefined
    : { code: "UNLOCK_ONLY_BY_INSTITUTION", detail: `${by.administrator.role} at ${by.institution.id}` };
};

/**
 * Lifts the stops of a user's passwords, PINs and second factors, temporary and permanent (B1), and tells the user by
 * mail. Of two administrators who do it at once, the second is told that nothing is stopped.
 */
export const unlockUserAsAdministrator = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  { userId }: { readonly userId: string },
): Promise<Result<User, Refusal<UnlockCode>>> => {
  const found = await findMemberIn(tx, by, userId);
  const refusal = found.ok ? unlockRefusal(by, found.value) : found.refusal;
  if (refusal !== undefined || !found.ok) return refused(refusal ?? { code: "USER_UNKNOWN", detail: "" });
  const forbidden = await enterAsAdministrator(tx, by, "unlockUsers");
  if (forbidden !== undefined) return refused(forbidden);
  const user = found.value;
  const stops = await stopsOfUsers(tx, by.institution, [user], by.at);
  if (!stops.has(userId)) return refused({ code: "USER_NOT_LOCKED", detail: "nothing is stopped" });
  const isUnlocked = await unlockCredentials(tx, by.institution, user, changeBy(by));
  // Whoever shares the token may not (B1), and lifts the other stops all the same.
  const { institution } = by;
  const act = { institution, ...changeBy(by), origin: by.origin, user: user.reference };
  const transaction = await unlockTransactionAuthenticationIn(tx, act);
  if (!isUnlocked && !transaction.ok) return transaction;
  if (!isUnlocked && transaction.ok && !transaction.value)
    return refused({ code: "USER_NOT_LOCKED", detail: "nothing is stopped" });
  await mailUnlock(tx, by, user);
  return accepted(user);
};
