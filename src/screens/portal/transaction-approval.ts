import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import {
  approveByTransaction,
  askApproval,
} from "#domain/second-factor/transaction-authentication/verify.ts";
import { accepted, type Result } from "#shared/result.ts";
import type { Transaction } from "#shared/transaction-token.ts";
import type { SessionVisit } from "./visit.ts";

/** Acts that policy may put under approval by the token. */
export type ApprovedAct = InstitutionPolicy["secondFactor"]["transactionAuthentication"]["acts"][number];

/** An act on one subject: a number for it is for nothing else. */
export interface ApprovedWork {
  readonly act: ApprovedAct;
  /** What it is done to: a serial, a user ID. */
  readonly subject: string;
  readonly transaction: Transaction;
}

/** Whether the visitor approves this act by a token: policy names it, and the contract has transaction authentication. */
const isAsked = async (
  { services, institution, session }: SessionVisit,
  act: ApprovedAct,
): Promise<boolean> => {
  if (!institution.secondFactor.transactionAuthentication.acts.includes(act)) return false;
  const factors = await factorsOfUser(services.context, institution, session.user.reference);
  return factors.includes("transactionAuthentication");
};

const approverOf = ({ institution, session, origin }: SessionVisit) => ({
  institution,
  user: session.user,
  origin,
});

const procedureOf = ({ session }: SessionVisit, { act, subject }: ApprovedWork): string =>
  `portal/${session.sessionId}/${act}/${subject}`;

/**
 * The code for the form of an act (`transactionApproval` of the components shows it); undefined: no number is asked.
 * Refused: TXA_NOT_STARTED where the visitor has no token yet, and stops.
 */
export const approvalCode = async (
  visit: SessionVisit,
  work: ApprovedWork,
): Promise<Result<string | undefined, Refusal>> =>
  (await isAsked(visit, work.act))
    ? askApproval(visit.services.context, approverOf(visit), {
        procedure: procedureOf(visit, work),
        transaction: work.transaction,
      })
    : accepted(undefined);

/**
 * Judges the form's `transactionNumber` before the act; the refusal, or undefined where it is right or not asked. Take
 * the confirmation password first: a number is used up by being right.
 */
export const proveApproval = async (
  visit: SessionVisit,
  work: ApprovedWork,
): Promise<Refusal | undefined> => {
  if (!(await isAsked(visit, work.act))) return undefined;
  const number = visit.form["transactionNumber"] ?? "";
  if (number.trim() === "") return { code: "FORM_INCOMPLETE", detail: "no transaction number" };
  const approved = await approveByTransaction(visit.services.context, approverOf(visit), {
    procedure: procedureOf(visit, work),
    number,
  });
  return approved.ok ? undefined : approved.refusal;
};
