import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { NewUser } from "./create.ts";
import { RIGHTS, type Right } from "./rights.ts";
import type { User } from "./users.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

const instantOrNull = (date: Date | null): Temporal.Instant | null => (date === null ? null : fromDate(date));

const toUser = (row: Selectable<Tables["contract_user"]>): User => ({
  reference: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.user_id,
  },
  role: row.role,
  loginId: row.login_id,
  userName: row.user_name,
  mailAddress: row.mail_address,
  language: row.language,
  state: row.state,
  acquisitionGrantedAt: instantOrNull(row.acquisition_granted_at),
  ...(row.acquisition_opens_at !== null && { acquisitionOpensAt: fromDate(row.acquisition_opens_at) }),
  ...(row.acquisition_stopped_at !== null && { acquisitionStoppedAt: fromDate(row.acquisition_stopped_at) }),
  passwordLoginEndedAt: instantOrNull(row.password_login_ended_at),
  createdAt: fromDate(row.created_at),
  deletedAt: instantOrNull(row.deleted_at),
  revision: row.revision,
  withheldRights: RIGHTS.filter((right) => row.withheld_rights.includes(right)),
  acquisitionRemindedAt: instantOrNull(row.acquisition_reminded_at),
});

export const selectUser = async (tx: InstitutionTransaction, who: Who): Promise<User | undefined> => {
  const row = await tx
    .selectFrom("contract_user")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .executeTakeFirst();
  return row === undefined ? undefined : toUser(row);
};

export const selectUserByLoginId = async (
  tx: InstitutionTransaction,
  loginId: string,
): Promise<User | undefined> => {
  const row = await tx
    .selectFrom("contract_user")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("login_id", "=", loginId)
    .executeTakeFirst();
  return row === undefined ? undefined : toUser(row);
};

const RANK: Readonly<Record<User["role"], number>> = { master: 0, administrator: 1, user: 2 };

export const selectUsers = async (tx: InstitutionTransaction, contractId: string): Promise<User[]> => {
  const rows = await tx
    .selectFrom("contract_user")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("deleted_at", "is", null)
    .orderBy("user_id")
    .execute();
  return rows.map(toUser).sort((left, right) => RANK[left.role] - RANK[right.role]);
};

/** Inserts unless the user ID or the login ID is taken; says whether it was inserted. */
export const insertUser = async (tx: InstitutionTransaction, user: NewUser): Promise<boolean> => {
  const result = await tx
    .insertInto("contract_user")
    .values({
      institution_code: tx.institutionCode,
      contract_id: user.contractId,
      user_id: user.userId,
      role: user.role,
      login_id: user.loginId,
      user_name: user.userName,
      mail_address: user.mailAddress,
      language: user.language,
      created_at: toDate(user.at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

const update = (tx: InstitutionTransaction, who: Who) =>
  tx
    .updateTable("contract_user")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId);

export const updateState = async (
  tx: InstitutionTransaction,
  who: Who,
  state: User["state"],
): Promise<boolean> => {
  const result = await update(tx, who)
    .set((expression) => ({ state, revision: expression("revision", "+", 1) }))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updateMailAddress = async (
  tx: InstitutionTransaction,
  who: Who,
  mailAddress: string,
): Promise<boolean> => {
  const result = await update(tx, who)
    .set((expression) => ({ mail_address: mailAddress, revision: expression("revision", "+", 1) }))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updateAcquisitionGrant = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
  opensAt?: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .set({
      acquisition_granted_at: toDate(at),
      acquisition_opens_at: opensAt === undefined ? null : toDate(opensAt),
      acquisition_stopped_at: null,
    })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updateAcquisitionStop = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .set({ acquisition_stopped_at: toDate(at) })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updatePasswordLoginEnd = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .where("password_login_ended_at", "is", null)
    .set({ password_login_ended_at: toDate(at) })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** What an administrator changes of a user. */
export interface UserUpdate {
  readonly userName: string;
  readonly mailAddress: string | null;
  readonly role: User["role"];
  readonly withheldRights: readonly Right[];
}

/** Changes a user as it was shown; says whether it still stood so. */
export const updateUser = async (
  tx: InstitutionTransaction,
  who: Who,
  shownRevision: number,
  change: UserUpdate,
): Promise<boolean> => {
  const result = await update(tx, who)
    .where("revision", "=", shownRevision)
    .where("deleted_at", "is", null)
    .set({
      user_name: change.userName,
      mail_address: change.mailAddress,
      role: change.role,
      withheld_rights: [...change.withheldRights],
      revision: shownRevision + 1,
    })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Marks a user as deleted; says whether that was done now. */
export const updateToDeleted = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .where("deleted_at", "is", null)
    .set({ state: "suspended", deleted_at: toDate(at), mail_address: null, acquisition_granted_at: null })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Notes that a user is reminded, unless that was done after `notAfter`; says whether it was noted. */
export const updateReminded = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
  notAfter: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .where((expression) =>
      expression.or([
        expression("acquisition_reminded_at", "is", null),
        expression("acquisition_reminded_at", "<=", toDate(notAfter)),
      ]),
    )
    .set({ acquisition_reminded_at: toDate(at) })
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
