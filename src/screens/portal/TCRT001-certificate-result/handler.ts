import { completeCertificateLogin, redeemTicket } from "#domain/login/certificate-login.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { readBrowserSecret, renewBrowserSecret, setSessionToken } from "#platform/http/cookies.ts";
import { CERTIFICATE_CHECK_PATH } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { surroundingsOf } from "../surroundings.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { certificateResultPage } from "./view.ts";

const refuse = (visit: Visit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(certificateResultPage(visit.page, described), statusOf(described));
};

/** `GET /login/certificate/return`: back from the gate, with a ticket that says what it found. */
export const returnFromGate = async (visit: Visit): Promise<Answer> => {
  const { services, institution, origin, query } = visit;
  const { context } = services;
  const browserSecret = readBrowserSecret(visit.request);
  const ticket = query["ticket"] ?? "";
  const redeemed = await redeemTicket(context, { institution, ticket, browserSecret, origin });
  if (!redeemed.ok) return refuse(visit, redeemed.refusal);
  const outcome = redeemed.value;
  if (outcome.kind === "refused") return refuse(visit, outcome.refusal);
  const { attemptId } = outcome;
  if (outcome.kind === "checked") return redirect(`${CERTIFICATE_CHECK_PATH}?attempt=${attemptId}`);
  if (outcome.asksPassword) return redirect(`/login/certificate/password?attempt=${attemptId}`);
  const login = await completeCertificateLogin(context, {
    institution,
    attemptId,
    browserSecret,
    origin,
    surroundings: surroundingsOf(visit),
  });
  if (!login.ok) return refuse(visit, login.refusal);
  setSessionToken(visit.reply, login.value.token);
  renewBrowserSecret(visit.reply, context.random);
  return redirect("/top");
};
