import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { NewUser } from "./create.ts";
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
  passwordLoginEndedAt: instantOrNull(row.password_login_ended_at),
  createdAt: fromDate(row.created_at),
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
  const result = await update(tx, who).set({ state }).executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updateMailAddress = async (
  tx: InstitutionTransaction,
  who: Who,
  mailAddress: string,
): Promise<boolean> => {
  const result = await update(tx, who).set({ mail_address: mailAddress }).executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

export const updateAcquisitionGrant = async (
  tx: InstitutionTransaction,
  who: Who,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await update(tx, who)
    .set({ acquisition_granted_at: toDate(at) })
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
