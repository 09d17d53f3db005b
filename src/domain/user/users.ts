import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { UserRole } from "#domain/institution/policy.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { Right } from "./rights.ts";
import {
  selectUser,
  selectUserByLoginId,
  selectUsers,
  updateAcquisitionGrant,
  updateAcquisitionStop,
  updateMailAddress,
  updatePasswordLoginEnd,
} from "./users.store.ts";

/** A user of a contract. */
export interface User {
  readonly reference: UserReference;
  readonly role: UserRole;
  /** Null in the Shinkin family, where contract and user ID identify. */
  readonly loginId: string | null;
  readonly userName: string;
  readonly mailAddress: string | null;
  readonly language: "ja" | "en";
  readonly state: "active" | "suspended";
  /** When the right to acquire a certificate was last given; null: never. */
  readonly acquisitionGrantedAt: Temporal.Instant | null;
  /** From when on that right can be used, where it is not at once (a replacement without login). */
  readonly acquisitionOpensAt?: Temporal.Instant;
  /** When the user disowned a certificate: nothing is acquired until the right is given anew. */
  readonly acquisitionStoppedAt?: Temporal.Instant;
  /** When ID/password login ended for this user alone; null where it did not (the contract may have ended it). */
  readonly passwordLoginEndedAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  /** A deleted user is suspended for good, and in no list; null: not deleted. */
  readonly deletedAt: Temporal.Instant | null;
  /** Counts what administrators changed: what is confirmed must be what was shown. */
  readonly revision: number;
  /** Rights of the role that this user does not have. */
  readonly withheldRights: readonly Right[];
  /** When an administrator last had the user reminded to acquire a certificate; null: never. */
  readonly acquisitionRemindedAt: Temporal.Instant | null;
}

/** Who changes a user, and from where. */
export interface UserChange {
  readonly user: UserReference;
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/** Whether two references name the same user. */
export const isSameUser = (left: UserReference, right: UserReference): boolean =>
  left.institutionCode === right.institutionCode &&
  left.contractId === right.contractId &&
  left.userId === right.userId;

/** The user, in a transaction, one who was deleted too; undefined where there is none. */
export const findUserIn = (
  tx: InstitutionTransaction,
  reference: Pick<UserReference, "contractId" | "userId">,
): Promise<User | undefined> => selectUser(tx, reference);

/** The user whose login ID this is, case-sensitive (B1), in a transaction; undefined where there is none. */
export const findUserByLoginIdIn = (tx: InstitutionTransaction, loginId: string): Promise<User | undefined> =>
  selectUserByLoginId(tx, loginId);

/** The users of a contract who were not deleted, in a transaction, by role and then by user ID. */
export const listUsersIn = (tx: InstitutionTransaction, contractId: string): Promise<User[]> =>
  selectUsers(tx, contractId);

/** The user, one who was deleted too; undefined where there is none. */
export const findUser = (context: DomainContext, reference: UserReference): Promise<User | undefined> =>
  context.database.inInstitution(reference.institutionCode, (tx) => selectUser(tx, reference));

/** The user whose login ID this is, case-sensitive (B1); undefined where there is none. */
export const findUserByLoginId = (
  context: DomainContext,
  institutionCode: string,
  loginId: string,
): Promise<User | undefined> =>
  context.database.inInstitution(institutionCode, (tx) => selectUserByLoginId(tx, loginId));

/** The users of a contract who were not deleted, by role (the highest first) and then by user ID. */
export const listUsers = (
  context: DomainContext,
  institutionCode: string,
  contractId: string,
): Promise<User[]> => context.database.inInstitution(institutionCode, (tx) => selectUsers(tx, contractId));

/**
 * Gives the right to acquire a certificate, from now, or usable only from `opensAt` (A2.6). Giving it again starts the
 * deadline anew, and lifts the stop of a user who disowned a certificate.
 *
 * @throws InvariantError when there is no such user.
 */
export const grantAcquisition = async (
  tx: InstitutionTransaction,
  change: UserChange & { readonly opensAt?: Temporal.Instant | undefined },
): Promise<void> => {
  const isGiven = await updateAcquisitionGrant(tx, change.user, change.at, change.opensAt);
  invariant(isGiven, "the right is given to a user");
  await audit(tx, change, "user.acquisitionGranted");
};

/**
 * Takes the right to acquire away until somebody gives it anew (decision 0171).
 *
 * @throws InvariantError when there is no such user.
 */
export const stopAcquisition = async (tx: InstitutionTransaction, change: UserChange): Promise<void> => {
  invariant(await updateAcquisitionStop(tx, change.user, change.at), "the right is taken from a user");
  await audit(tx, change, "user.acquisitionStopped");
};

/**
 * Changes a user's mail address, which the caller has confirmed.
 *
 * @throws InvariantError when there is no such user.
 */
export const changeMailAddress = async (
  tx: InstitutionTransaction,
  { mailAddress, ...change }: UserChange & { readonly mailAddress: string },
): Promise<void> => {
  invariant(await updateMailAddress(tx, change.user, mailAddress), "the address is a user's");
  await audit(tx, change, "user.mailAddressChanged");
};

/** Ends ID/password login for one user (A2.7 by own acquisition); does nothing where it has ended. */
export const endPasswordLoginOfUser = async (
  tx: InstitutionTransaction,
  change: UserChange,
): Promise<void> => {
  if (!(await updatePasswordLoginEnd(tx, change.user, change.at))) return;
  await audit(tx, change, "user.passwordLoginEnded");
};

const audit = (
  tx: InstitutionTransaction,
  { user, at, actor, origin }: UserChange,
  event: `user.${string}`,
): Promise<void> => recordAudit(tx, { at, event, actor, subject: user, origin });
