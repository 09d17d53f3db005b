import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import type { FactorName } from "./factors.ts";

export const selectFactors = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<ReadonlySet<FactorName>> => {
  const rows = await tx
    .selectFrom("contract_factor")
    .select("factor")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .execute();
  return new Set(rows.map(({ factor }) => factor));
};

/** False where the contract has it already. */
export const insertFactor = async (
  tx: InstitutionTransaction,
  contractId: string,
  factor: FactorName,
  at: Temporal.Instant,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto("contract_factor")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      factor,
      contracted_at: toDate(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

/** False where the contract does not have it. */
export const deleteFactor = async (
  tx: InstitutionTransaction,
  contractId: string,
  factor: FactorName,
): Promise<boolean> => {
  const { numDeletedRows } = await tx
    .deleteFrom("contract_factor")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("factor", "=", factor)
    .executeTakeFirst();
  return numDeletedRows === 1n;
};
