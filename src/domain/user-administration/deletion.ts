import { endCertificatesOfUser, lockCertificatesOfUser } from "#domain/certificate/end-of-user.ts";
import type { Actor, Origin, UserReference } from "#domain/context.ts";
import { lockContract, type Change } from "#domain/contract/contracts.ts";
import { removeSecrets } from "#domain/credential/secrets.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { endTokensOfUser } from "#domain/second-factor/one-time-password/end-of-user.ts";
import { deleteUser } from "#domain/user/change.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  findMemberIn,
  isOwn,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { mailDeletion } from "./mails.ts";
import type { UserAdministrationCode } from "./refusals.ts";
import { remainingRefusal } from "./remaining.ts";

/** Ends something that belongs to a user who is deleted, in that transaction. */
type EndOfUser = (
  tx: InstitutionTransaction,
  user: UserReference,
  ending: { at: Temporal.Instant; actor: Actor; origin?: Origin | undefined },
) => Promise<unknown>;

/** All that ends with a user. Whatever else a user comes to own gets its line here. */
const endings: readonly EndOfUser[] = [
  endCertificatesOfUser,
  endTokensOfUser,
  (tx, reference) => removeSecrets(tx, { reference }),
];

type DeletionCode = Extract<UserCode, "USER_UNKNOWN"> | UserAdministrationCode;

/** Why nobody but the institution may delete this user: it is oneself, or the head. Undefined: may. */
export const deletionRefusal = (
  by: ByAdministrator,
  user: User,
): Refusal<UserAdministrationCode> | undefined => {
  if (isOwn(by, user)) return { code: "OWN_DELETION_REFUSED", detail: "the administrator's own account" };
  return user.role === familyOf(by.institution).roles[0]
    ? { code: "HEAD_DELETION_REFUSED", detail: `${user.role} is the head of the contract` }
    : undefined;
};

/**
 * Deletes a user of the administrator's own contract: certificates, tokens, secrets and sessions end in the same
 * transaction; the row, the histories and the audit record stay, and the ID is never given to another. `revision`: the
 * user's on the page that was confirmed.
 */
export const deleteUserAsAdministrator = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  { userId, revision }: { readonly userId: string; readonly revision: number },
): Promise<Result<User, Refusal<DeletionCode>>> => {
  // Before the contract's lock: the order in which issuing and confirming lock.
  await lockCertificatesOfUser(tx, { contractId: by.administrator.reference.contractId, userId });
  const forbidden = await enterAsAdministrator(tx, by, "deleteUsers");
  if (forbidden !== undefined) return refused(forbidden);
  const found = await findMemberIn(tx, by, userId);
  if (!found.ok) return found;
  const refusal = deletionRefusal(by, found.value);
  if (refusal !== undefined) return refused(refusal);
  const deleted = await deleteMember(tx, by.institution, { user: found.value, revision }, changeBy(by));
  if (deleted.ok) await mailDeletion(tx, by, deleted.value, "administrator");
  return deleted;
};

/** A user whom staff delete, as the command line or the terminal showed the user. */
export interface DeletionByStaff {
  readonly contractId: string;
  readonly userId: string;
  readonly revision: number;
}

/**
 * The same by the institution's staff, on application: of any contract, the head included. Where acts of the contract take
 * two administrators, two must remain for staff, too.
 */
export const deleteUserAsStaff = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, userId, revision }: DeletionByStaff,
  change: Change,
): Promise<Result<User, Refusal<DeletionCode>>> => {
  await lockCertificatesOfUser(tx, { contractId, userId });
  await lockContract(tx, contractId);
  const user = await findUserIn(tx, { contractId, userId });
  if (user === undefined || user.deletedAt !== null)
    return refused({ code: "USER_UNKNOWN", detail: `no user ${contractId}/${userId}` });
  const deleted = await deleteMember(tx, institution, { user, revision }, change);
  if (deleted.ok) await mailDeletion(tx, { institution, at: change.at }, user, "institution");
  return deleted;
};

/** Behind the locks, with `user` read behind them, too. */
const deleteMember = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { user, revision }: { readonly user: User; readonly revision: number },
  change: Change,
): Promise<Result<User, Refusal<DeletionCode>>> => {
  const refusal = await remainingRefusal(tx, institution, user, undefined);
  if (refusal !== undefined) return refused(refusal);
  if (user.revision !== revision)
    return refused({
      code: "USER_CHANGED_MEANWHILE",
      detail: `revision ${user.revision}, shown ${revision}`,
    });
  for (const end of endings) await end(tx, user.reference, change);
  invariant(
    await deleteUser(tx, { ...change, user: user.reference }),
    "a user behind the lock is deleted once",
  );
  return accepted(user);
};
