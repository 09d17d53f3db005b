import { recordRefusedFactor, settleLoginFactor } from "#domain/login/settle-factor.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { wantedAnswer } from "#domain/second-factor/additional-authentication/ask.ts";
import { registerAnswers } from "#domain/second-factor/additional-authentication/register.ts";
import { verifyAnswer } from "#domain/second-factor/additional-authentication/verify.ts";
import { readSessionToken, setSessionToken } from "#platform/http/cookies.ts";
import { chosenOf, emptyAnswerFields } from "../additional-answer-form.ts";
import { additionalAnswersPage, errorsOf } from "../additional-answers-page.ts";
import { FACTOR_PATHS } from "../login-factors-first.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { additionalAuthenticationPage } from "./view.ts";

const FACTOR = "additionalAuthentication";
const PATH = FACTOR_PATHS[FACTOR];
const REGISTRATION_PATH = `${PATH}/registration`;

const INCOMPLETE: Refusal = { code: "FORM_INCOMPLETE", detail: "a field is empty" };

const proverOf = ({ institution, session, origin }: SessionVisit) => ({
  institution,
  user: session.user,
  origin,
});

interface Refused {
  readonly refusal: Refusal;
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

/** The question, or the form for registering where there is none. */
const ask = async (visit: SessionVisit, refused?: Refused): Promise<Answer> => {
  const { services, page, form } = visit;
  const wanted = await wantedAnswer(services.context, proverOf(visit));
  const refusal = refused === undefined ? undefined : describe(refused.refusal);
  const errors = refused?.errors;
  const status = refusal === undefined ? 200 : statusOf(refusal);
  if (wanted.kind === "registration") {
    const model = { use: "login", path: REGISTRATION_PATH, values: form, refusal, errors } as const;
    return pageAnswer(additionalAnswersPage(page, [], model), status);
  }
  const { question } = wanted;
  const model = { question, path: PATH, refusal, error: errors?.["answer"] };
  return pageAnswer(additionalAuthenticationPage(page, model), status);
};

const isAsked = ({ session }: SessionVisit): boolean => session.factorsPending[0] === FACTOR;

/** `GET /login/additional-authentication`. */
export const showAdditionalAuthentication = (visit: SessionVisit): Promise<Answer> | Answer =>
  isAsked(visit) ? ask(visit) : redirect("/top");

/** The proof was given: the login goes on. */
const goOn = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin, request, reply } = visit;
  const token = readSessionToken(request) ?? "";
  const step = { institution, session, factor: FACTOR, origin, token } as const;
  const settled = await settleLoginFactor(services.context, step);
  if (settled !== undefined) setSessionToken(reply, settled.token);
  return redirect("/top");
};

/** Not worth a line of the login history: nothing was judged. */
const NOT_AN_ATTEMPT: ReadonlySet<string> = new Set([
  "ADDITIONAL_ANSWER_LENGTH",
  "ADDITIONAL_QUESTION_CHANGED",
  "ADDITIONAL_ANSWERS_NOT_REGISTERED",
]);

/** `POST /login/additional-authentication`. */
export const submitAdditionalAuthentication = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, origin, form, page } = visit;
  if (!isAsked(visit)) return redirect("/top");
  const answer = form["answer"] ?? "";
  if (answer.trim() === "")
    return ask(visit, { refusal: INCOMPLETE, errors: { answer: texts[page.language].missing } });
  const typed = { answer, questionId: form["question"] };
  const judged = await verifyAnswer(services.context, proverOf(visit), typed);
  if (judged.ok) return goOn(visit);
  const { refusal } = judged;
  if (!NOT_AN_ATTEMPT.has(refusal.code))
    await recordRefusedFactor(services.context, { session, origin }, refusal.code);
  return ask(visit, { refusal });
};

/** `GET /login/additional-authentication/registration`: an address of a form that was sent. */
export const showFirstAnswers = (): Answer => redirect(PATH);

/** `POST /login/additional-authentication/registration`: 追加認証回答登録 at login; it counts as the proof. */
export const submitFirstAnswers = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, form, page } = visit;
  if (!isAsked(visit)) return redirect("/top");
  const errors = emptyAnswerFields(page, form);
  if (errors !== undefined) return ask(visit, { refusal: INCOMPLETE, errors });
  const registered = await registerAnswers(services.context, proverOf(visit), chosenOf(institution, form));
  if (registered.ok) return goOn(visit);
  return ask(visit, { refusal: registered.refusal, errors: errorsOf(page, registered.refusal) });
};
