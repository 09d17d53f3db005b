import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  beginCertificates,
  endPasswordLoginOfContract,
  findContractIn,
  lockContract,
  type Change,
  type Contract,
} from "./contracts.ts";
import type { ContractCode } from "./refusals.ts";
import { selectDuePlans, selectPlan, updatePlanCompleted, upsertPlan } from "./transition.store.ts";

/** The staged move of a contract from ID and password to certificates (A7.16). */
export interface TransitionPlan {
  readonly contractId: string;
  readonly announcedAt: Temporal.Instant;
  /** From here on certificates may be acquired, beside ID and password. */
  readonly acquireFrom: Temporal.Instant;
  /** From here on nobody of the contract logs in by ID and password. */
  readonly passwordEndsAt: Temporal.Instant;
  /** When that was done; null: the plan runs. */
  readonly completedAt: Temporal.Instant | null;
}

/**
 * Where a contract stands. `unplanned`: ID and password as ever, the institution's rule decides; `announced`: the dates
 * are known; `both`: ID and password beside certificates, until a date; `certificateOnly`: ID/password login has ended.
 */
export type TransitionStage = "unplanned" | "announced" | "both" | "certificateOnly";

export const stageOf = (
  contract: Pick<Contract, "passwordLoginEndedAt">,
  plan: TransitionPlan | undefined,
  now: Temporal.Instant,
): TransitionStage => {
  if (contract.passwordLoginEndedAt !== null) return "certificateOnly";
  if (plan === undefined || plan.completedAt !== null) return "unplanned";
  return Temporal.Instant.compare(now, plan.acquireFrom) < 0 ? "announced" : "both";
};

/** The contract's plan, in a transaction; undefined: there is none. */
export const findPlanIn = (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<TransitionPlan | undefined> => selectPlan(tx, contractId);

/** Two dates, in the institution's time zone. */
export interface PlannedDates {
  readonly acquireFrom: Temporal.PlainDate;
  readonly passwordEndsOn: Temporal.PlainDate;
}

type PlanCode = Extract<
  ContractCode,
  "CONTRACT_UNKNOWN" | "TRANSITION_NOT_OFFERED" | "TRANSITION_OVER" | "TRANSITION_DATES_UNFIT"
>;

const startOf = (date: Temporal.PlainDate, timeZone: string): Temporal.Instant =>
  date.toZonedDateTime(timeZone).toInstant();

const datesRefusal = (
  { transition, timeZone }: InstitutionPolicy,
  dates: PlannedDates,
  before: TransitionPlan | undefined,
  now: Temporal.Instant,
): Refusal<PlanCode> | undefined => {
  const { leastDays, mostDays } = transition;
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const days = dates.acquireFrom.until(dates.passwordEndsOn, { largestUnit: "days" }).days;
  const ahead = today.until(dates.passwordEndsOn, { largestUnit: "days" }).days;
  // What has begun keeps its beginning; else it cannot lie in the past.
  const begun = before === undefined ? today : before.acquireFrom.toZonedDateTimeISO(timeZone).toPlainDate();
  const earliest = Temporal.PlainDate.compare(begun, today) < 0 ? begun : today;
  const isFit =
    Temporal.PlainDate.compare(dates.acquireFrom, earliest) >= 0 &&
    days >= leastDays &&
    ahead >= 1 &&
    ahead <= mostDays;
  return isFit
    ? undefined
    : {
        code: "TRANSITION_DATES_UNFIT",
        detail: `${dates.acquireFrom.toString()} to ${dates.passwordEndsOn.toString()}`,
        facts: { leastDays, mostDays },
      };
};

/**
 * Makes the plan of a contract, or changes its dates while it runs. Whether the actor may is for the caller to judge. While a
 * plan runs, nobody's acquisition ends ID/password login (A2.7): its date does.
 */
export const planTransition = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, ...dates }: PlannedDates & { readonly contractId: string },
  change: Change,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> => {
  if (institution.transition.plannedBy === "nobody")
    return refused({ code: "TRANSITION_NOT_OFFERED", detail: `not at ${institution.id}` });
  await lockContract(tx, contractId);
  const contract = await findContractIn(tx, contractId);
  if (contract === undefined)
    return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  if (contract.passwordLoginEndedAt !== null)
    return refused({ code: "TRANSITION_OVER", detail: "ID/password login has ended" });
  const before = await selectPlan(tx, contractId);
  const refusal = datesRefusal(institution, dates, before, change.at);
  if (refusal !== undefined) return refused(refusal);
  const start = startOf(dates.acquireFrom, institution.timeZone);
  const announcedAt = before?.announcedAt ?? change.at;
  const plan = {
    contractId,
    announcedAt,
    // Today has begun already.
    acquireFrom: Temporal.Instant.compare(start, announcedAt) < 0 ? announcedAt : start,
    passwordEndsAt: startOf(dates.passwordEndsOn, institution.timeZone),
  };
  await upsertPlan(tx, plan);
  await recordAudit(tx, {
    ...change,
    event: "contract.transitionPlanned",
    facts: {
      contractId,
      acquireFrom: plan.acquireFrom.toString(),
      passwordLoginEndsAt: plan.passwordEndsAt.toString(),
    },
  });
  const made = { ...plan, completedAt: null };
  await applyPlan(tx, made, change);
  return accepted(made);
};

/** Ends ID/password login of a contract whose plan runs now, before its date. */
export const finishTransition = async (
  tx: InstitutionTransaction,
  contractId: string,
  change: Change,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> => {
  await lockContract(tx, contractId);
  const contract = await findContractIn(tx, contractId);
  const plan = await selectPlan(tx, contractId);
  if (contract === undefined || plan === undefined || stageOf(contract, plan, change.at) !== "both")
    return refused({ code: "TRANSITION_OVER", detail: "no plan under which both methods are allowed" });
  await endPasswordLoginOfContract(tx, contractId, change, "administrator");
  await updatePlanCompleted(tx, contractId, change.at);
  return accepted({ ...plan, completedAt: change.at });
};

/** Does what the plan's dates ask for by now. Doing it again changes nothing. */
const applyPlan = async (tx: InstitutionTransaction, plan: TransitionPlan, change: Change): Promise<void> => {
  if (Temporal.Instant.compare(change.at, plan.acquireFrom) >= 0)
    await beginCertificates(tx, plan.contractId, change);
  if (Temporal.Instant.compare(change.at, plan.passwordEndsAt) < 0) return;
  await endPasswordLoginOfContract(tx, plan.contractId, change, "plan");
  await updatePlanCompleted(tx, plan.contractId, change.at);
};

/** Does what is due by all plans, in every institution. For the worker, each minute. */
export const applyTransitions = async (context: DomainContext): Promise<{ transitions: number }> => {
  const actor = { kind: "system", name: "apply-transitions" } as const;
  let transitions = 0;
  for (const { code, transition } of context.institutions.all) {
    if (transition.plannedBy === "nobody") continue;
    transitions += await context.database.inInstitution(code, async (tx) => {
      const at = context.clock.now();
      const due = await selectDuePlans(tx, at);
      for (const { contractId } of due) {
        await lockContract(tx, contractId);
        // Read again behind the lock: its dates may have been changed.
        const plan = await selectPlan(tx, contractId);
        if (plan !== undefined && plan.completedAt === null) await applyPlan(tx, plan, { at, actor });
      }
      return due.length;
    });
  }
  return { transitions };
};
