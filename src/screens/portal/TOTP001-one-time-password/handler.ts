import { recordRefusedFactor, settleLoginFactor } from "#domain/login/settle-factor.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { holdingOfUser } from "#domain/second-factor/one-time-password/holdings.ts";
import { issueSoftwareToken } from "#domain/second-factor/one-time-password/software.ts";
import { wantedOneTimePassword } from "#domain/second-factor/one-time-password/wanted.ts";
import { readSessionToken, setSessionToken } from "#platform/http/cookies.ts";
import { FACTOR_PATHS } from "../login-factors-first.ts";
import {
  askOf,
  emptyFields,
  fieldsOf,
  INCOMPLETE,
  judgeAnswer,
  procedureOf,
  proverOf,
} from "../one-time-password-answer.ts";
import { oneTimePasswordPage, type OtpModel, type OtpQuestion } from "../one-time-password-forms.ts";
import { softwareScreen } from "../one-time-password-texts.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";

const FACTOR = "oneTimePassword";
const PATH = FACTOR_PATHS[FACTOR];
/** Chosen by whoever has a token of the contract's in hand where an app would be set up. */
const HARDWARE_PATH = `${PATH}?token=hardware`;

/** What to ask, or why there is nothing to ask. */
interface Asking {
  readonly question: OtpQuestion;
  readonly refusal?: Refusal;
}

const askForApp = async (visit: SessionVisit): Promise<Asking> => {
  const issued = await issueSoftwareToken(visit.services.context, proverOf(visit), procedureOf(visit));
  if (!issued.ok) return { question: { kind: "nothing", screen: softwareScreen }, refusal: issued.refusal };
  const { tokens } = visit.institution.secondFactor.oneTimePassword;
  const toHardware = tokens.includes("hardware") ? HARDWARE_PATH : undefined;
  return { question: { kind: "software", shown: issued.value, toHardware } };
};

/** By the user's token; `prefersHardware`: the visitor has one in hand that is the contract's. */
const askNow = async (visit: SessionVisit, prefersHardware: boolean): Promise<Asking> => {
  const { services, institution, session } = visit;
  const wanted = await wantedOneTimePassword(services.context, institution, session.user);
  if (wanted.kind === "value" || wanted.kind === "synchronisation") return { question: wanted };
  const { startableFrom } = await holdingOfUser(services.context, institution, session.user);
  if (startableFrom !== undefined) return { question: { kind: "waiting", from: startableFrom } };
  if (wanted.kind === "startOfUse") return { question: wanted };
  const { tokens } = institution.secondFactor.oneTimePassword;
  return prefersHardware && tokens.includes("hardware")
    ? { question: { kind: "startOfUse", toSoftware: PATH } }
    : askForApp(visit);
};

const answerOf = async (
  visit: SessionVisit,
  prefersHardware: boolean,
  refused?: { readonly refusal: Refusal; readonly errors?: OtpModel["errors"] },
): Promise<Answer> => {
  const asking = await askNow(visit, prefersHardware);
  const reason = refused?.refusal ?? asking.refusal;
  const refusal = reason === undefined ? undefined : describe(reason);
  const errors = refused?.errors;
  const model: OtpModel = {
    question: asking.question,
    path: PATH,
    // The page for two values says by itself why it asks for them.
    refusal: refused?.refusal.code === "OTP_OUT_OF_STEP" ? undefined : refusal,
    serial: visit.form["serial"],
    ...(errors !== undefined && { errors }),
  };
  return pageAnswer(oneTimePasswordPage(visit.page, model), refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /login/one-time-password`. */
export const showLoginOtp = (visit: SessionVisit): Promise<Answer> | Answer =>
  visit.session.factorsPending[0] === FACTOR
    ? answerOf(visit, visit.query["token"] === "hardware")
    : redirect("/top");

/** Not worth a line of the login history: nothing was judged. */
const NOT_AN_ATTEMPT: ReadonlySet<string> = new Set(["OTP_VALUE_FORM", "OTP_OUT_OF_STEP"]);

/** `POST /login/one-time-password`: with the proof the login goes on. */
export const submitLoginOtp = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin } = visit;
  if (session.factorsPending[0] !== FACTOR) return redirect("/top");
  const ask = askOf(visit);
  if (ask === undefined) return redirect(PATH);
  const isHardware = ask === "startOfUse";
  const errors = emptyFields(visit, fieldsOf(ask));
  if (errors !== undefined) return answerOf(visit, isHardware, { refusal: INCOMPLETE, errors });
  const judged = await judgeAnswer(visit, ask);
  if (!judged.ok) {
    const { refusal } = judged;
    if (!NOT_AN_ATTEMPT.has(refusal.code))
      await recordRefusedFactor(services.context, { session, origin }, refusal.code);
    return answerOf(visit, isHardware, { refusal });
  }
  const token = readSessionToken(visit.request) ?? "";
  const step = { institution, session, factor: FACTOR, origin, token } as const;
  const settled = await settleLoginFactor(services.context, step);
  if (settled !== undefined) setSessionToken(visit.reply, settled.token);
  return redirect("/top");
};
