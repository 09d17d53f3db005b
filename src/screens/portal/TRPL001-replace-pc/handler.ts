import type { NextStep } from "#domain/enrollment/session-types.ts";
import {
  askedToReplace,
  confirmReplacement,
  PORTAL_CLIENT,
  replacementDone,
  replacementToConfirm,
} from "#domain/enrollment/replacement.ts";
import { answerStep, startSession } from "#domain/enrollment/sessions.ts";
import type { SessionRequest } from "#domain/enrollment/prove.ts";
import { rightDeadline } from "#domain/enrollment/rights.ts";
import { loginMissing } from "#domain/enrollment/rules/replacement.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { readReplacementClaim, setReplacementClaim } from "#platform/http/cookies.ts";
import { identityOf } from "../identity.ts";
import { REPLACEMENT_PATH } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { replacementConfirmationPage } from "./confirmation-view.ts";
import { replacementProofPage } from "./proof-view.ts";
import { parseReason } from "./reason.ts";
import { replacementResultPage } from "./result-view.ts";
import { replacementStartPage } from "./start-view.ts";
import type { StartModel } from "./start-view.ts";
import { texts } from "./texts.ts";

type Question = Extract<NextStep, { kind: "ask" }>;

const services = ({ services: { context } }: Visit) => ({ context });

/** The session of this browser; undefined where it sent none. */
const requestOf = (visit: Visit): SessionRequest | undefined => {
  const claim = readReplacementClaim(visit.request);
  return claim === undefined ? undefined : { institution: visit.institution, claim, origin: visit.origin };
};

const wayAfter = (code: string): NonNullable<StartModel["way"]> => {
  if (code === "NOTHING_TO_REPLACE") return "acquire";
  return code.startsWith("ENROLLMENT_") || code === "REPLACEMENT_OVERTAKEN" ? "begin" : "none";
};

/** The procedure is over: why, and what is left to do. */
const stop = ({ page }: Visit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  const body = replacementStartPage(page, { refusal: described, way: wayAfter(refusal.code) });
  return pageAnswer(body, statusOf(described));
};

/** `GET /certificate/replace`. */
export const showReplacementStart = (visit: Visit): Answer => {
  const missing = loginMissing(visit.institution, false);
  return missing === undefined ? pageAnswer(replacementStartPage(visit.page)) : stop(visit, missing);
};

/** `POST /certificate/replace`: a new session, in which nobody is identified yet. */
export const startReplacement = async (visit: Visit): Promise<Answer> => {
  const { institution, origin, reply } = visit;
  const started = await startSession(services(visit), {
    institution,
    purpose: { kind: "replace" },
    client: PORTAL_CLIENT,
    origin,
  });
  if (!started.ok) return stop(visit, started.refusal);
  setReplacementClaim(reply, started.value);
  return redirect(`${REPLACEMENT_PATH}/proof`);
};

const placeOf = (next: NextStep): string =>
  next.kind === "ask" && next.ask === "replacement" ? "confirm" : next.kind === "ask" ? "proof" : "result";

const proofPage = (
  { page, form }: Visit,
  { ask, fields, text, code }: Question,
  again?: { readonly refusal: Refusal; readonly errors?: Readonly<Record<string, string>> },
): Answer => {
  const refusal = again === undefined ? undefined : describe(again.refusal);
  const body = replacementProofPage(page, {
    ask,
    fields,
    text,
    code,
    refusal,
    values: form,
    ...(again?.errors !== undefined && { errors: again.errors }),
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** The question that the session asks now, or where else the visitor belongs. */
const asked = async (visit: Visit, request: SessionRequest): Promise<Question | Answer> => {
  const next = await askedToReplace(services(visit), request);
  if (!next.ok) {
    const done = await replacementDone(services(visit), request);
    return done.ok ? redirect(`${REPLACEMENT_PATH}/result`) : stop(visit, next.refusal);
  }
  const place = placeOf(next.value);
  return next.value.kind === "ask" && place === "proof"
    ? next.value
    : redirect(`${REPLACEMENT_PATH}/${place}`);
};

const isQuestion = (given: Question | Answer): given is Question => given.kind === "ask";

/** `GET /certificate/replace/proof`. */
export const showReplacementProof = async (visit: Visit): Promise<Answer> => {
  const request = requestOf(visit);
  if (request === undefined) return redirect(REPLACEMENT_PATH);
  const question = await asked(visit, request);
  return isQuestion(question) ? proofPage(visit, question) : question;
};

const unfilled = ({ form, page }: Visit, { fields }: Question): Readonly<Record<string, string>> => {
  const text = texts[page.language];
  const errors = fields.flatMap(({ name, maxLength, isOptional = false }): [string, string][] => {
    const value = form[name] ?? "";
    if (value.length > maxLength) return [[name, text.tooLong(maxLength)]];
    return value === "" && !isOptional ? [[name, text.missing]] : [];
  });
  return Object.fromEntries(errors);
};

/** `POST /certificate/replace/proof`: judged and counted as in the issuing application. */
export const submitReplacementProof = async (visit: Visit): Promise<Answer> => {
  const request = requestOf(visit);
  if (request === undefined) return redirect(REPLACEMENT_PATH);
  const question = await asked(visit, request);
  if (!isQuestion(question)) return question;
  // A page of an earlier question, sent again: the present one is shown, and nothing is counted.
  if (visit.form["ask"] !== question.ask) return redirect(`${REPLACEMENT_PATH}/proof`);
  const errors = unfilled(visit, question);
  if (Object.keys(errors).length > 0)
    return proofPage(visit, question, {
      refusal: { code: "FORM_INCOMPLETE", detail: "a field is empty" },
      errors,
    });
  const values = Object.fromEntries(question.fields.map(({ name }) => [name, visit.form[name] ?? ""]));
  const next = await answerStep(services(visit), { ...request, ask: question.ask, values });
  if (next.ok) return redirect(`${REPLACEMENT_PATH}/${placeOf(next.value)}`);
  const again = await askedToReplace(services(visit), request);
  return again.ok && again.value.kind === "ask"
    ? proofPage(visit, again.value, { refusal: next.refusal })
    : stop(visit, next.refusal);
};

const confirmationPage = async (
  visit: Visit,
  request: SessionRequest,
  again?: { readonly refusal: Refusal; readonly errors: { readonly reason: string } },
): Promise<Answer> => {
  const subject = await replacementToConfirm(services(visit), request);
  if (!subject.ok) {
    const question = await asked(visit, request);
    return isQuestion(question) ? redirect(`${REPLACEMENT_PATH}/proof`) : question;
  }
  const { user, certificate } = subject.value;
  const refusal = again === undefined ? undefined : describe(again.refusal);
  const body = replacementConfirmationPage(visit.page, {
    identity: identityOf(user),
    userName: user.userName,
    certificate,
    isLoggedIn: false,
    path: `${REPLACEMENT_PATH}/confirm`,
    back: "/login",
    refusal,
    ...(again !== undefined && { errors: again.errors }),
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /certificate/replace/confirm`. */
export const showReplacementConfirmation = (visit: Visit): Promise<Answer> | Answer => {
  const request = requestOf(visit);
  return request === undefined ? redirect(REPLACEMENT_PATH) : confirmationPage(visit, request);
};

/** `POST /certificate/replace/confirm`: it is done. Sent twice, it is done once. */
export const submitReplacement = async (visit: Visit): Promise<Answer> => {
  const request = requestOf(visit);
  if (request === undefined) return redirect(REPLACEMENT_PATH);
  const reason = parseReason(visit.form["reason"]);
  if (reason === undefined)
    return confirmationPage(visit, request, {
      refusal: { code: "FORM_INCOMPLETE", detail: "no reason" },
      errors: { reason: texts[visit.page.language].reasonMissing },
    });
  const done = await confirmReplacement(services(visit), { ...request, reason });
  if (done.ok || (await replacementDone(services(visit), request)).ok)
    return redirect(`${REPLACEMENT_PATH}/result`);
  return stop(visit, done.refusal);
};

/** `GET /certificate/replace/result`. */
export const showReplacementResult = async (visit: Visit): Promise<Answer> => {
  const request = requestOf(visit);
  const done = request === undefined ? undefined : await replacementDone(services(visit), request);
  if (done?.ok !== true) return redirect(REPLACEMENT_PATH);
  const { user, certificate } = done.value;
  const { opensAt, deadline } = rightDeadline(visit.institution, user);
  return pageAnswer(
    replacementResultPage(visit.page, {
      identity: identityOf(user),
      serial: certificate.serial,
      deviceName: certificate.deviceName,
      revokedAt: certificate.endedAt,
      opensAt,
      deadline,
      wasLost: certificate.revocationReason === "keyCompromise",
    }),
  );
};
