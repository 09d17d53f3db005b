import type { Database, InstitutionTransaction } from "#platform/database/database.ts";
import { statements } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import type { LoginRecord } from "./history.ts";

export interface NewLoginRecord extends LoginRecord {
  readonly recordId: string;
  readonly user: UserReference;
}

/** Adds one line to a user's login history. */
export const insertLoginRecord = async (
  tx: InstitutionTransaction,
  record: NewLoginRecord,
): Promise<void> => {
  await tx
    .insertInto("login_history")
    .values({
      institution_code: tx.institutionCode,
      record_id: record.recordId,
      contract_id: record.user.contractId,
      user_id: record.user.userId,
      at: toDate(record.at),
      method: record.method,
      outcome: record.outcome,
      refusal_code: record.refusalCode,
      address: record.address,
    })
    .execute();
};

export const selectLoginRecords = async (
  database: Database,
  user: UserReference,
  limit: number,
): Promise<LoginRecord[]> => {
  const { rows } = await database.inInstitutionOnce(
    user.institutionCode,
    statements
      .selectFrom("login_history")
      .select(["at", "method", "outcome", "refusal_code", "address"])
      .where("institution_code", "=", user.institutionCode)
      .where("contract_id", "=", user.contractId)
      .where("user_id", "=", user.userId)
      .orderBy("at", "desc")
      .orderBy("record_id")
      .limit(limit),
  );
  return rows.map((row) => ({
    at: fromDate(row.at),
    method: row.method,
    outcome: row.outcome,
    refusalCode: row.refusal_code,
    address: row.address,
  }));
};
