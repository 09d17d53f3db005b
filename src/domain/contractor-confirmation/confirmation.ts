import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { Change } from "#domain/contract/contracts.ts";
import { lockContract } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { readAnswers } from "./answers.ts";
import type { Demand } from "./demand.ts";
import { demandOn } from "./demand.ts";
import { mailAnswerers } from "./mails.ts";
import type { ContractorCode } from "./refusals.ts";
import {
  insertRound,
  selectOpenRound,
  selectOpenRounds,
  selectRounds,
  updateAnswers,
  updateDecision,
} from "./round.store.ts";
import type { OpenRound, Round } from "./round.ts";

/** What is open with a contract; undefined: nothing. Costs nothing where the institution asks nothing. */
export const openRound = async (
  { database }: Pick<DomainContext, "database">,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<OpenRound | undefined> =>
  institution.contractorConfirmation.questions.length === 0
    ? undefined
    : selectOpenRound(database, institution.code, contractId);

/** What 契約者確認 wants of this user now. */
export const contractorDemand = async (
  context: Pick<DomainContext, "database">,
  institution: InstitutionPolicy,
  user: Pick<User, "reference" | "role">,
): Promise<Demand> =>
  demandOn(institution, user.role, await openRound(context, institution, user.reference.contractId));

/** All rounds that are not decided yet, those first that have waited longest. */
export const listOpenRounds = (context: DomainContext, institutionCode: string): Promise<Round[]> =>
  context.database.inInstitution(institutionCode, selectOpenRounds);

/** All rounds of a contract, the newest first. */
export const listRounds = (
  context: DomainContext,
  institutionCode: string,
  contractId: string,
): Promise<Round[]> => context.database.inInstitution(institutionCode, (tx) => selectRounds(tx, contractId));

/**
 * Asks a contract the institution's questions. Refused: CONTRACTOR_CONFIRMATION_NOT_USED, CONTRACT_UNKNOWN,
 * CONTRACTOR_CONFIRMATION_OPEN.
 *
 * @returns the number of the round
 */
export const askContract = async (
  { database }: Pick<DomainContext, "database">,
  institution: InstitutionPolicy,
  contractId: string,
  change: Change,
): Promise<Result<number, Refusal<ContractorCode | "CONTRACT_UNKNOWN">>> => {
  if (institution.contractorConfirmation.questions.length === 0)
    return refused({ code: "CONTRACTOR_CONFIRMATION_NOT_USED", detail: institution.id });
  return database.inInstitution(institution.code, async (tx) => {
    if (!(await lockContract(tx, contractId)))
      return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
    const { at } = change;
    const round = await insertRound(tx, { contractId, at, reason: null });
    if (round === undefined)
      return refused({ code: "CONTRACTOR_CONFIRMATION_OPEN", detail: `contract ${contractId} was asked` });
    await recordAudit(tx, { ...change, event: "contractor.asked", facts: { contractId, round } });
    await mailAnswerers(tx, institution, { contractId, kind: "asked", at });
    return accepted(round);
  });
};

/** Answers as they came from a screen or the issuing application. */
export interface GivenAnswers {
  readonly institution: InstitutionPolicy;
  readonly user: UserReference;
  /** The round that was shown. */
  readonly round: number;
  /** By the names of the questions. */
  readonly values: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

/**
 * Takes the answers of a user who may answer. Of several at once the first is taken. Refused:
 * CONTRACTOR_ANSWERS_INCOMPLETE; CONTRACTOR_ANSWERED_MEANWHILE, also where the round is over.
 */
export const answerQuestions = async (
  { database, clock }: Pick<DomainContext, "database" | "clock">,
  { institution, user, round, values, origin }: GivenAnswers,
): Promise<Result<undefined, Refusal<ContractorCode>>> => {
  const { answers, problems } = readAnswers(institution.contractorConfirmation.questions, values);
  if (problems.size > 0) {
    const detail = Array.from(problems, ([name, problem]) => `${name}: ${problem}`).join(", ");
    return refused({ code: "CONTRACTOR_ANSWERS_INCOMPLETE", detail });
  }
  const at = clock.now();
  const { contractId, userId } = user;
  return database.inInstitution(institution.code, async (tx) => {
    if (!(await updateAnswers(tx, { contractId, round, answers, userId, at })))
      return refused({
        code: "CONTRACTOR_ANSWERED_MEANWHILE",
        detail: `round ${round} waits for no answers`,
      });
    const actor = { kind: "user", user } as const;
    // What was answered is the contract's own business: the record says that it was, and the table keeps what.
    const facts = { contractId, round, answers: answers.length };
    await recordAudit(tx, { at, event: "contractor.answered", actor, subject: user, origin, facts });
    await mailAnswerers(tx, institution, { contractId, kind: "answered", at });
    return accepted(undefined);
  });
};

/** Which answers staff have looked at. */
export interface LookedAt {
  readonly institution: InstitutionPolicy;
  readonly contractId: string;
  readonly round: number;
}

const decide = (
  { database }: Pick<DomainContext, "database">,
  { institution, contractId, round }: LookedAt,
  change: Change,
  decision: { readonly state: "accepted" } | { readonly state: "returned"; readonly reason: string },
): Promise<Result<undefined, Refusal<ContractorCode>>> =>
  database.inInstitution(institution.code, async (tx) => {
    const { at, actor } = change;
    const by = actor.kind === "staff" ? actor.name : actor.kind;
    const { state } = decision;
    if (!(await updateDecision(tx, { contractId, round, state, by, at })))
      return refused({
        code: "CONTRACTOR_CONFIRMATION_NOT_ANSWERED",
        detail: `round ${round} of ${contractId} does not wait`,
      });
    await recordAudit(tx, { ...change, event: `contractor.${state}`, facts: { contractId, round } });
    if (decision.state === "accepted") await mailAnswerers(tx, institution, { contractId, kind: state, at });
    else {
      const { reason } = decision;
      await insertRound(tx, { contractId, at, reason });
      await mailAnswerers(tx, institution, { contractId, kind: state, at, reason });
    }
    return accepted(undefined);
  });

/** Accepts the answers: the contract may go on. Refused: CONTRACTOR_CONFIRMATION_NOT_ANSWERED. */
export const acceptAnswers = (
  context: Pick<DomainContext, "database">,
  seen: LookedAt,
  change: Change,
): Promise<Result<undefined, Refusal<ContractorCode>>> =>
  decide(context, seen, change, { state: "accepted" });

/**
 * Returns the answers: the same questions are asked again, with the reason above them. Refused:
 * CONTRACTOR_REASON_INVALID, CONTRACTOR_CONFIRMATION_NOT_ANSWERED.
 */
export const returnAnswers = async (
  context: Pick<DomainContext, "database">,
  seen: LookedAt,
  change: Change,
  reason: string,
): Promise<Result<undefined, Refusal<ContractorCode>>> => {
  const written = reason.trim();
  if (written.length === 0 || written.length > 500 || /[^\P{Cc}\n]/u.test(written))
    return refused({ code: "CONTRACTOR_REASON_INVALID", detail: `${written.length} characters` });
  return decide(context, seen, change, { state: "returned", reason: written });
};
