import type { DomainContext, Origin } from "#domain/context.ts";
import type { Contract } from "#domain/contract/contracts.ts";
import {
  findPlanIn,
  finishTransition,
  planTransition,
  stageOf,
  type PlannedDates,
  type TransitionPlan,
  type TransitionStage,
} from "#domain/contract/transition.ts";
import type { ContractCode } from "#domain/contract/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { noteReminded } from "#domain/user/change.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { readBoardIn, type BoardEntry } from "./board.ts";
import { mailAcquisitionReminder } from "./mails.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** How far one user is: has a certificate, is getting one, may get one, needs somebody to act first, is stopped. */
export const READINESS_STATES = ["ready", "onItsWay", "mayAcquire", "needsAct", "stopped"] as const;
export type ReadinessState = (typeof READINESS_STATES)[number];

export interface Readiness {
  readonly contract: Contract;
  readonly plan: TransitionPlan | undefined;
  readonly stage: TransitionStage;
  readonly users: readonly (BoardEntry & { readonly readiness: ReadinessState })[];
}

const readinessOf = (entry: BoardEntry): ReadinessState => {
  if (entry.user.state === "suspended") return "stopped";
  if (entry.certificateDaysLeft !== undefined) return "ready";
  if (entry.right.kind === "notNeeded") return "onItsWay";
  return entry.right.kind === "open" ? "mayAcquire" : "needsAct";
};

/** How far a contract is on its way to certificates, in a transaction. */
export const readinessIn = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contractId: string,
  now: Temporal.Instant,
): Promise<Readiness> => {
  const { contract, entries } = await readBoardIn(tx, institution, contractId, now);
  const plan = await findPlanIn(tx, contractId);
  const users = entries.map((entry) => Object.assign({ readiness: readinessOf(entry) }, entry));
  return { contract, plan, stage: stageOf(contract, plan, now), users };
};

/** How far the administrator's contract is on its way to certificates. */
export const readReadiness = (context: DomainContext, by: ByAdministrator): Promise<Readiness> =>
  context.database.inInstitution(by.institution.code, (tx) =>
    readinessIn(tx, by.institution, by.administrator.reference.contractId, context.clock.now()),
  );

/** Those who would be left without a way to log in if ID/password ended now; who is stopped has none anyway. */
export const withoutCertificate = ({ users }: Readiness): readonly User[] =>
  users.filter(({ readiness }) => readiness !== "ready" && readiness !== "stopped").map(({ user }) => user);

/** Hours between two reminders of one user. */
const REMINDER_HOURS = 24;

const isToRemind = ({ readiness, user }: Readiness["users"][number]): boolean =>
  readiness === "mayAcquire" && user.mailAddress !== null;

type Act = ByAdministrator & { readonly origin: Origin };

const acting = (context: DomainContext, by: Act): ActOfAdministrator => ({ ...by, at: context.clock.now() });

/**
 * Reminds, by mail without a link, everybody of the contract who may acquire a certificate and has none; each at most
 * once in 24 hours.
 *
 * @returns how many were reminded
 */
export const remindAll = (
  context: DomainContext,
  asked: Act,
): Promise<Result<number, Refusal<UserAdministrationCode>>> =>
  context.database.inInstitution(asked.institution.code, async (tx) => {
    const by = acting(context, asked);
    const forbidden = await enterAsAdministrator(tx, by, "planTransition");
    if (forbidden !== undefined) return refused(forbidden);
    const { users, plan } = await readinessIn(
      tx,
      by.institution,
      by.administrator.reference.contractId,
      by.at,
    );
    const toRemind = users.filter(isToRemind);
    if (toRemind.length === 0) return refused({ code: "NOBODY_TO_REMIND", detail: "nobody may acquire" });
    let reminded = 0;
    for (const { user, right } of toRemind) {
      if (!(await noteReminded(tx, { ...changeBy(by), user: user.reference }, REMINDER_HOURS))) continue;
      const deadline = right.kind === "open" ? right.deadline : undefined;
      const endsAt = plan?.completedAt === null ? plan.passwordEndsAt : undefined;
      await mailAcquisitionReminder(tx, by, user, { deadline, passwordEndsAt: endsAt });
      reminded += 1;
    }
    return reminded === 0
      ? refused({ code: "REMINDED_TODAY", detail: "all were reminded less than 24 hours ago" })
      : accepted(reminded);
  });

type PlanCode = ContractCode | UserAdministrationCode;

const asPlanner = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
): Promise<Refusal<PlanCode> | undefined> =>
  by.institution.transition.plannedBy === "administrators"
    ? enterAsAdministrator(tx, by, "planTransition")
    : { code: "TRANSITION_NOT_OFFERED", detail: `not by administrators at ${by.institution.id}` };

/** Makes or changes the contract's plan, where the institution leaves that to administrators. */
export const planAsAdministrator = (
  context: DomainContext,
  asked: Act,
  dates: PlannedDates,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> =>
  context.database.inInstitution(asked.institution.code, async (tx) => {
    const by = acting(context, asked);
    const refusal = await asPlanner(tx, by);
    if (refusal !== undefined) return refused(refusal);
    const { contractId } = by.administrator.reference;
    return planTransition(tx, by.institution, { contractId, ...dates }, changeBy(by));
  });

/** Ends ID/password login of the contract now, before the plan's date. */
export const finishAsAdministrator = (
  context: DomainContext,
  asked: Act,
): Promise<Result<TransitionPlan, Refusal<PlanCode>>> =>
  context.database.inInstitution(asked.institution.code, async (tx) => {
    const by = acting(context, asked);
    const refusal = await asPlanner(tx, by);
    return refusal === undefined
      ? finishTransition(tx, by.administrator.reference.contractId, changeBy(by))
      : refused(refusal);
  });
