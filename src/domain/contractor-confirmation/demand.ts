import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { ContractorCode } from "./refusals.ts";
import type { OpenRound } from "./round.ts";

/**
 * What 契約者確認 wants of a user: `none`; `answer`: to answer now; `othersAnswer`: to wait until those who may have
 * answered; `institutionChecks`: to wait until the institution has accepted the answers.
 */
export type Demand = "none" | "answer" | "othersAnswer" | "institutionChecks";

/** Decides it from what is open, by role and policy. A round whose questions the policy no longer has wants nothing. */
export const demandOn = (
  { contractorConfirmation: policy }: Pick<InstitutionPolicy, "contractorConfirmation">,
  role: UserRole,
  open: OpenRound | undefined,
): Demand => {
  if (open === undefined) return "none";
  const isBlocked = policy.untilAccepted === "blocked";
  if (open.state === "answered") return isBlocked ? "institutionChecks" : "none";
  if (policy.questions.length === 0) return "none";
  if (policy.answerRoles.includes(role)) return "answer";
  return isBlocked ? "othersAnswer" : "none";
};

const codes = {
  answer: "CONTRACTOR_CONFIRMATION_NEEDED",
  othersAnswer: "CONTRACTOR_CONFIRMATION_BY_OTHERS",
  institutionChecks: "CONTRACTOR_CONFIRMATION_WAITING",
} as const satisfies Record<Exclude<Demand, "none">, ContractorCode>;

/** Why somebody of whom this is wanted goes no further; undefined: nothing is wanted. */
export const refusalOfDemand = (demand: Demand): Refusal<ContractorCode> | undefined =>
  demand === "none" ? undefined : { code: codes[demand], detail: `contractor confirmation: ${demand}` };
