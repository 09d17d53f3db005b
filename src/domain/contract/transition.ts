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
  const hasBegun = before !== undefined && Temporal.Instant.compare(before.acquireFrom, now) <= 0;
  // What has begun keeps its beginning: certificates are in use already. Else it cannot lie in the past.
  const beginsRightly = hasBegun
    ? dates.acquireFrom.equals(before.acquireFrom.toZonedDateTimeISO(timeZone).toPlainDate())
    : Temporal.PlainDate.compare(dates.acquireFrom, today) >= 0;
  const isFit = beginsRightly && days >= leastDays && ahead >= 1 && ahead <= mostDays;
  return isFit
    ? undefined
    : {
        code: "TRANSITION_DATES_UNFIT",
        detail: `${dates.acquireFrom.toString()} to ${dates.passwordEndsOn.toString()}`,
        facts: { leastDays, mostDays },
      };
};

/** A plan to be made, or the one that runs with other dates. */
export type PlannedTransition = PlannedDates & { readonly contractId: string };

/** The plan that these dates would make, or why there is none; changes nothing. */
export const judgePlan = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, ...dates }: PlannedTransition,
  now: Temporal.Instant,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> => {
  if (institution.transition.plannedBy === "nobody")
    return refused({ code: "TRANSITION_NOT_OFFERED", detail: `not at ${institution.id}` });
  const contract = await findContractIn(tx, contractId);
  if (contract === undefined)
    return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  if (contract.passwordLoginEndedAt !== null)
    return refused({ code: "TRANSITION_OVER", detail: "ID/password login has ended" });
  const before = await selectPlan(tx, contractId);
  const refusal = datesRefusal(institution, dates, before, now);
  if (refusal !== undefined) return refused(refusal);
  const start = startOf(dates.acquireFrom, institution.timeZone);
  const announcedAt = before?.announcedAt ?? now;
  return accepted({
    contractId,
    announcedAt,
    // Today has begun already.
    acquireFrom: Temporal.Instant.compare(start, announcedAt) < 0 ? announcedAt : start,
    passwordEndsAt: startOf(dates.passwordEndsOn, institution.timeZone),
    completedAt: null,
  });
};

/**
 * Makes the plan of a contract, or changes its dates while it runs. Whether the actor may is for the caller to judge. While a
 * plan runs, nobody's acquisition ends ID/password login (A2.7): its date does.
 */
export const planTransition = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  asked: PlannedTransition,
  change: Change,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> => {
  await lockContract(tx, asked.contractId);
  const judged = await judgePlan(tx, institution, asked, change.at);
  if (!judged.ok) return judged;
  const { contractId, acquireFrom, passwordEndsAt } = judged.value;
  await upsertPlan(tx, judged.value);
  await recordAudit(tx, {
    ...change,
    event: "contract.transitionPlanned",
    facts: {
      contractId,
      acquireFrom: acquireFrom.toString(),
      passwordLoginEndsAt: passwordEndsAt.toString(),
    },
  });
  await applyPlan(tx, judged.value, change);
  return judged;
};

/** Ends ID/password login of a contract whose plan runs now, before its date. Whether the actor may is for the caller. */
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
  const because = change.actor.kind === "staff" ? "staff" : "administrator";
  await endPasswordLoginOfContract(tx, contractId, change, because);
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

/** Does what is due by the plans of one institution, all of it or nothing; says for how many contracts. */
const applyTransitionsIn = async (tx: InstitutionTransaction, change: Change): Promise<number> => {
  let applied = 0;
  for (const { contractId } of await selectDuePlans(tx, change.at)) {
    await lockContract(tx, contractId);
    // Read again behind the lock: another worker was faster, or the dates were changed.
    const [plan] = await selectDuePlans(tx, change.at, contractId);
    if (plan === undefined) continue;
    await applyPlan(tx, plan, change);
    applied += 1;
  }
  return applied;
};

/**
 * Does what is due by all plans, in every institution: for each of them in one transaction. For the worker, each minute.
 *
 * @returns for how many contracts something was done
 */
export const applyTransitions = async (context: DomainContext): Promise<{ transitions: number }> => {
  const actor = { kind: "system", name: "apply-transitions" } as const;
  let transitions = 0;
  for (const { code, transition } of context.institutions.all) {
    if (transition.plannedBy === "nobody") continue;
    const change = { at: context.clock.now(), actor };
    transitions += await context.database.inInstitution(code, (tx) => applyTransitionsIn(tx, change));
  }
  return { transitions };
};
