import type { Selectable } from "kysely";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { TransitionPlan } from "./transition.ts";

const toPlan = (row: Selectable<Tables["contract_transition"]>): TransitionPlan => ({
  contractId: row.contract_id,
  announcedAt: fromDate(row.announced_at),
  acquireFrom: fromDate(row.acquire_from),
  passwordEndsAt: fromDate(row.password_ends_at),
  completedAt: row.completed_at === null ? null : fromDate(row.completed_at),
});

export const selectPlan = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<TransitionPlan | undefined> => {
  const row = await tx
    .selectFrom("contract_transition")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .executeTakeFirst();
  return row === undefined ? undefined : toPlan(row);
};

/** Makes a plan or changes the one that runs. */
export const upsertPlan = async (
  tx: InstitutionTransaction,
  plan: Omit<TransitionPlan, "completedAt">,
): Promise<void> => {
  const dates = { acquire_from: toDate(plan.acquireFrom), password_ends_at: toDate(plan.passwordEndsAt) };
  await tx
    .insertInto("contract_transition")
    .values({
      institution_code: tx.institutionCode,
      contract_id: plan.contractId,
      announced_at: toDate(plan.announcedAt),
      ...dates,
    })
    .onConflict((conflict) => conflict.columns(["institution_code", "contract_id"]).doUpdateSet(dates))
    .execute();
};

export const updatePlanCompleted = async (
  tx: InstitutionTransaction,
  contractId: string,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("contract_transition")
    .set({ completed_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("completed_at", "is", null)
    .execute();
};

/**
 * Plans of which a date has come and was not acted on, by contract ID, so that whoever locks them one by one does so in
 * one order.
 */
export const selectDuePlans = async (
  tx: InstitutionTransaction,
  now: Temporal.Instant,
  contractId?: string,
): Promise<TransitionPlan[]> => {
  const due = tx
    .selectFrom("contract_transition as t")
    .innerJoin("contract as c", (join) =>
      join
        .onRef("c.institution_code", "=", "t.institution_code")
        .onRef("c.contract_id", "=", "t.contract_id"),
    )
    .selectAll("t")
    .where("t.institution_code", "=", tx.institutionCode)
    .where("t.completed_at", "is", null)
    .where((expression) =>
      expression.or([
        expression("t.password_ends_at", "<=", toDate(now)),
        expression.and([
          expression("t.acquire_from", "<=", toDate(now)),
          expression("c.login_method", "=", "password"),
        ]),
      ]),
    )
    .orderBy("t.contract_id");
  const rows = await due
    .$if(contractId !== undefined, (query) => query.where("t.contract_id", "=", contractId ?? ""))
    .execute();
  return rows.map(toPlan);
};
