import type { Selectable } from "kysely";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Contract, LoginMethod } from "./contracts.ts";

const toContract = (row: Selectable<Tables["contract"]>): Contract => ({
  institutionCode: row.institution_code,
  contractId: row.contract_id,
  companyName: row.company_name,
  loginMethod: row.login_method,
  passwordLoginEndedAt: row.password_login_ended_at === null ? null : fromDate(row.password_login_ended_at),
  createdAt: fromDate(row.created_at),
  dualApproval: row.dual_approval,
});

export const selectContract = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<Contract | undefined> => {
  const row = await tx
    .selectFrom("contract")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .executeTakeFirst();
  return row === undefined ? undefined : toContract(row);
};

export const selectContracts = async (tx: InstitutionTransaction): Promise<Contract[]> => {
  const rows = await tx
    .selectFrom("contract")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("contract_id")
    .execute();
  return rows.map(toContract);
};

export const selectContractForUpdate = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<boolean> => {
  const row = await tx
    .selectFrom("contract")
    .select("contract_id")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
};

/** Inserts unless the ID is taken; says whether it was inserted. */
export const insertContract = async (tx: InstitutionTransaction, contract: Contract): Promise<boolean> => {
  const result = await tx
    .insertInto("contract")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contract.contractId,
      company_name: contract.companyName,
      login_method: contract.loginMethod,
      password_login_ended_at:
        contract.passwordLoginEndedAt === null ? null : toDate(contract.passwordLoginEndedAt),
      created_at: toDate(contract.createdAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

export const updateDualApproval = async (
  tx: InstitutionTransaction,
  contractId: string,
  dualApproval: boolean,
): Promise<void> => {
  await tx
    .updateTable("contract")
    .set({ dual_approval: dualApproval })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .execute();
};

export const updateLoginMethod = async (
  tx: InstitutionTransaction,
  contractId: string,
  loginMethod: LoginMethod,
): Promise<void> => {
  await tx
    .updateTable("contract")
    .set({ login_method: loginMethod })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .execute();
};

/** Ends ID/password login; the contract's method is then the certificate. Says whether it ended now; false where it had ended before or there is no such contract. */
export const updatePasswordLoginEnd = async (
  tx: InstitutionTransaction,
  contractId: string,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable("contract")
    .set({ password_login_ended_at: toDate(at), login_method: "certificate" })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("password_login_ended_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
