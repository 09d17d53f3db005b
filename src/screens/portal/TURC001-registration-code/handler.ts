import { recordRefusedFactor, settleLoginFactor } from "#domain/login/settle-factor.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { verifyRegistrationCode } from "#domain/second-factor/user-registration-code/verify.ts";
import { readSessionToken, setSessionToken } from "#platform/http/cookies.ts";
import { FACTOR_PATHS } from "../login-factors-first.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { registrationCodePage, texts } from "./view.ts";

const FACTOR = "userRegistrationCode";
const PATH = FACTOR_PATHS[FACTOR];

const isAsked = ({ session }: SessionVisit): boolean => session.factorsPending[0] === FACTOR;

const ask = (visit: SessionVisit, reason?: Refusal, error?: string): Answer => {
  const refusal = reason === undefined ? undefined : describe(reason);
  const body = registrationCodePage(visit.page, { path: PATH, refusal, error });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /login/registration-code`. */
export const showRegistrationCode = (visit: SessionVisit): Answer =>
  isAsked(visit) ? ask(visit) : redirect("/top");

/** `POST /login/registration-code`: with the code the login goes on. */
export const submitRegistrationCode = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin, form, page, request, reply } = visit;
  if (!isAsked(visit)) return redirect("/top");
  const code = form["code"] ?? "";
  if (code.trim() === "")
    return ask(visit, { code: "FORM_INCOMPLETE", detail: "no code" }, texts[page.language].missing);
  const prover = { institution, user: session.user, origin };
  const judged = await verifyRegistrationCode(services.context, prover, code);
  // Entered in another procedure meanwhile: nothing is left to ask.
  if (!judged.ok && judged.refusal.code !== "REGISTRATION_CODE_VERIFIED") {
    if (judged.refusal.code !== "REGISTRATION_CODE_FORM")
      await recordRefusedFactor(services.context, { session, origin }, judged.refusal.code);
    return ask(visit, judged.refusal);
  }
  const token = readSessionToken(request) ?? "";
  const step = { institution, session, factor: FACTOR, origin, token } as const;
  const settled = await settleLoginFactor(services.context, step);
  if (settled !== undefined) setSessionToken(reply, settled.token);
  return redirect("/top");
};
