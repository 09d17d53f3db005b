import { verifySecret } from "#domain/credential/credentials.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { holdingOfUser, type Holding } from "#domain/second-factor/one-time-password/holdings.ts";
import { beginPhoneChange } from "#domain/second-factor/one-time-password/phone-change.ts";
import { issueSoftwareToken } from "#domain/second-factor/one-time-password/software.ts";
import { accepted, type Result } from "#shared/result.ts";
import {
  emptyFields,
  fieldsOf,
  INCOMPLETE,
  judgeAnswer,
  procedureOf,
  proverOf,
} from "../one-time-password-answer.ts";
import { oneTimePasswordPage, type OtpQuestion } from "../one-time-password-forms.ts";
import { ownTokenPlace, settingsPlace, topPlaces } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { tasksOf } from "./tasks.ts";
import type { OwnTokenDone } from "./texts.ts";
import { OWN_TOKEN_PATHS, ownProofPage, ownTokenPage, ownTokenResultPage } from "./view.ts";

export const KEY_PATH = `${OWN_TOKEN_PATHS.app}/key`;

const trail = ({ institution }: SessionVisit) => [topPlaces[institution.family], settingsPlace];

export const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

const holdingOf = ({ services, institution, session }: SessionVisit): Promise<Holding> =>
  holdingOfUser(services.context, institution, session.user);

/** Everything here is for contracts that have one-time passwords. */
export const ifContracted = async (
  visit: SessionVisit,
  go: (visit: SessionVisit) => Promise<Answer>,
): Promise<Answer> => {
  const { services, institution, session } = visit;
  const factors = await factorsOfUser(services.context, institution, session.user.reference);
  return factors.includes("oneTimePassword")
    ? go(visit)
    : stop(visit, { code: "OTP_NOT_CONTRACTED", detail: session.user.reference.contractId });
};

/** `GET /settings/one-time-password`. */
export const showOwnToken = (opened: SessionVisit): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const holding = await holdingOf(visit);
    const tasks = tasksOf(visit.institution, holding);
    return pageAnswer(ownTokenPage(visit.page, trail(visit), { holding, tasks }));
  });

export const resultAnswer = async (visit: SessionVisit, done: OwnTokenDone): Promise<Answer> => {
  const holding = await holdingOf(visit);
  return pageAnswer(ownTokenResultPage(visit.page, [...trail(visit), ownTokenPlace], { done, holding }));
};

/** A question of the forms shared with login. */
export const questionAnswer = (
  visit: SessionVisit,
  path: string,
  question: OtpQuestion,
  refused?: { readonly refusal: Refusal; readonly errors?: Readonly<Record<string, string>> },
): Answer => {
  const refusal = refused === undefined ? undefined : describe(refused.refusal);
  const model = {
    question,
    path,
    back: ownTokenPlace.path,
    breadcrumb: [...trail(visit), ownTokenPlace],
    refusal,
    serial: visit.form["serial"],
    ...(refused?.errors !== undefined && { errors: refused.errors }),
  };
  return pageAnswer(oneTimePasswordPage(visit.page, model), refusal === undefined ? 200 : statusOf(refusal));
};

const questionFor = (task: "start" | "synchronise", { token }: Holding): OtpQuestion =>
  task === "start"
    ? { kind: "startOfUse" }
    : { kind: "synchronisation", periodSeconds: token?.parameters.periodSeconds ?? 60 };

const showTask = (opened: SessionVisit, task: "start" | "synchronise"): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const holding = await holdingOf(visit);
    if (!tasksOf(visit.institution, holding).includes(task)) return redirect(ownTokenPlace.path);
    return questionAnswer(visit, OWN_TOKEN_PATHS[task], questionFor(task, holding));
  });

const ASKS = { start: "startOfUse", synchronise: "synchronisation" } as const;
const DONE = { start: "started", synchronise: "synchronised" } as const;

const submitTask = (opened: SessionVisit, task: "start" | "synchronise"): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const question = questionFor(task, await holdingOf(visit));
    const path = OWN_TOKEN_PATHS[task];
    const errors = emptyFields(visit, fieldsOf(ASKS[task]));
    if (errors !== undefined) return questionAnswer(visit, path, question, { refusal: INCOMPLETE, errors });
    const judged = await judgeAnswer(visit, ASKS[task]);
    return judged.ok
      ? resultAnswer(visit, DONE[task])
      : questionAnswer(visit, path, question, { refusal: judged.refusal });
  });

/** `GET /settings/one-time-password/start`. */
export const showStart = (visit: SessionVisit): Promise<Answer> => showTask(visit, "start");
/** `POST /settings/one-time-password/start`. */
export const submitStart = (visit: SessionVisit): Promise<Answer> => submitTask(visit, "start");
/** `GET /settings/one-time-password/synchronise`. */
export const showSynchronisation = (visit: SessionVisit): Promise<Answer> => showTask(visit, "synchronise");
/** `POST /settings/one-time-password/synchronise`. */
export const submitSynchronisation = (visit: SessionVisit): Promise<Answer> =>
  submitTask(visit, "synchronise");

const appTask = (visit: SessionVisit, holding: Holding): "app" | "phone" | undefined => {
  const tasks = tasksOf(visit.institution, holding);
  return (["app", "phone"] as const).find((task) => tasks.includes(task));
};

/** `GET /settings/one-time-password/app`: proof before the key, by how the user stands. */
export const showAppProof = (opened: SessionVisit): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const task = appTask(visit, await holdingOf(visit));
    if (task === undefined) return redirect(ownTokenPlace.path);
    return pageAnswer(ownProofPage(visit.page, [...trail(visit), ownTokenPlace], { task }));
  });

/** The proof, then a key of this login. */
const makeKey = async (visit: SessionVisit, task: "app" | "phone"): Promise<Result<unknown, Refusal>> => {
  const { services, session, form, origin } = visit;
  const { context } = services;
  const procedure = procedureOf(visit);
  const prover = proverOf(visit);
  if (task === "phone") return beginPhoneChange(context, prover, { procedure, value: form["value"] ?? "" });
  const secret = form["secret"] ?? "";
  const proof = await verifySecret(context, { user: session.user, kind: "confirmation", secret, origin });
  if (!proof.ok) return proof;
  const issued = await issueSoftwareToken(context, prover, procedure);
  return issued.ok ? accepted(undefined) : issued;
};

/** `POST /settings/one-time-password/app`. */
export const submitAppProof = (opened: SessionVisit): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const task = appTask(visit, await holdingOf(visit));
    // What was asked for when the page was made must be what is judged.
    if (task === undefined || visit.form["task"] !== task) return redirect(ownTokenPlace.path);
    const errors = emptyFields(visit, [task === "phone" ? "value" : "secret"]);
    const made: Result<unknown, Refusal> =
      errors === undefined ? await makeKey(visit, task) : { ok: false, refusal: INCOMPLETE };
    if (made.ok) return redirect(KEY_PATH);
    const refusal = describe(made.refusal);
    const model = { task, refusal, ...(errors !== undefined && { errors }) };
    const body = ownProofPage(visit.page, [...trail(visit), ownTokenPlace], model);
    return pageAnswer(body, statusOf(refusal));
  });
