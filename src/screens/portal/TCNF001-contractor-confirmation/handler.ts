import { readAnswers } from "#domain/contractor-confirmation/answers.ts";
import { answerQuestions, openRound } from "#domain/contractor-confirmation/confirmation.ts";
import { demandOn } from "#domain/contractor-confirmation/demand.ts";
import type { Demand } from "#domain/contractor-confirmation/demand.ts";
import type { OpenRound } from "#domain/contractor-confirmation/round.ts";
import { mayEnter } from "../access.ts";
import { CONFIRMATION_PATH, CONFIRMATION_STATUS_PATH } from "../contractor-confirmation-first.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { checkPage } from "./check-view.ts";
import { statusPage } from "./status-view.ts";
import { inputName, questionsPage } from "./view.ts";

interface Standing {
  readonly open: OpenRound | undefined;
  readonly demand: Demand;
}

const standingOf = async ({ services, institution, session }: SessionVisit): Promise<Standing> => {
  const { role, reference } = session.user;
  const open = await openRound(services.context, institution, reference.contractId);
  return { open, demand: demandOn(institution, role, open) };
};

/** Where somebody belongs who has nothing to answer. */
const elsewhere = ({ open }: Standing): Answer =>
  redirect(open === undefined ? "/top" : CONFIRMATION_STATUS_PATH);

/** What was typed in, by question. */
const valuesOf = ({ institution, form }: SessionVisit): Record<string, string> =>
  Object.fromEntries(
    institution.contractorConfirmation.questions.map((question) => [
      question.name,
      form[inputName(question)] ?? "",
    ]),
  );

/** `GET /confirmation`. */
export const showQuestions = async (visit: SessionVisit): Promise<Answer> => {
  const standing = await standingOf(visit);
  const { open, demand } = standing;
  if (open === undefined || demand !== "answer") return elsewhere(standing);
  return pageAnswer(questionsPage(visit.page, { round: open.round, reason: open.reason }));
};

/** The questions again, with what was typed in and what is wrong with it. */
const askAgain = (visit: SessionVisit, { round, reason }: OpenRound): Answer => {
  const values = valuesOf(visit);
  const { problems } = readAnswers(visit.institution.contractorConfirmation.questions, values);
  if (problems.size === 0) return pageAnswer(questionsPage(visit.page, { round, reason, values }));
  const refusal = describe({ code: "CONTRACTOR_ANSWERS_INCOMPLETE", detail: `${problems.size} answers` });
  return pageAnswer(
    questionsPage(visit.page, { round, reason, values, problems, refusal }),
    statusOf(refusal),
  );
};

/** `POST /confirmation`: on to the page that shows what will be answered. */
export const checkAnswers = async (visit: SessionVisit): Promise<Answer> => {
  const standing = await standingOf(visit);
  const { open, demand } = standing;
  if (open === undefined || demand !== "answer") return elsewhere(standing);
  const { questions } = visit.institution.contractorConfirmation;
  const { answers, problems } = readAnswers(questions, valuesOf(visit));
  if (problems.size > 0) return askAgain(visit, open);
  return pageAnswer(checkPage(visit.page, { round: open.round, answers }));
};

/** `POST /confirmation/submit`: 回答する, or back to change them. */
export const submitAnswers = async (visit: SessionVisit): Promise<Answer> => {
  const standing = await standingOf(visit);
  const { open, demand } = standing;
  if (open === undefined || demand !== "answer") return elsewhere(standing);
  const { services, institution, session, form, origin } = visit;
  // Returned meanwhile: what was shown is not what is asked now.
  if (form["round"] !== String(open.round)) return redirect(CONFIRMATION_PATH);
  if (form["act"] !== "submit") return askAgain(visit, open);
  const answered = await answerQuestions(services.context, {
    institution,
    user: session.user.reference,
    round: open.round,
    values: valuesOf(visit),
    origin,
  });
  if (!answered.ok && answered.refusal.code === "CONTRACTOR_ANSWERS_INCOMPLETE") return askAgain(visit, open);
  return redirect(CONFIRMATION_STATUS_PATH);
};

/** `GET /confirmation/status`. */
export const showStatus = async (visit: SessionVisit): Promise<Answer> => {
  const { open, demand } = await standingOf(visit);
  if (open === undefined) return redirect("/top");
  if (demand === "answer") return redirect(CONFIRMATION_PATH);
  if (demand === "none" && open.state !== "answered") return redirect("/top");
  const mayRevoke = mayEnter("revocation", visit.session.user.role, visit.institution);
  return pageAnswer(statusPage(visit.page, { demand, askedAt: open.askedAt, mayRevoke }));
};
