import { startAttempt } from "#domain/login/certificate-login.ts";
import { loginWithPassword } from "#domain/login/password-login.ts";
import { familyOf } from "#domain/institution/families.ts";
import { ensureBrowserSecret, renewBrowserSecret, setSessionToken } from "#platform/http/cookies.ts";
import { describe, statusOf } from "../refusals.ts";
import { gateAddress } from "../services.ts";
import { surroundingsOf } from "../surroundings.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { loginPage } from "./view.ts";

/** `GET /`: on to where this visitor belongs. */
export const toFirstPage = (visit: Visit): Answer =>
  redirect((visit.session ?? visit.pending) === undefined ? "/login" : "/top");

/** `GET /login`. */
export const showLogin = (visit: Visit): Answer => pageAnswer(loginPage(visit.page));

const missing = { ja: "入力してください。", en: "Type it in." } as const;

/** `POST /login/password`: ID and password, Shinkin: contract ID, user ID, PIN. */
export const submitPasswordLogin = async (visit: Visit): Promise<Answer> => {
  const { services, institution, form, origin, page } = visit;
  const fields = familyOf(institution).loginFields;
  const values = Object.fromEntries(fields.map(({ name }) => [name, form[name] ?? ""]));
  const empty = fields.filter(({ name }) => values[name] === "");
  if (empty.length > 0) {
    const refusal = describe({ code: "FORM_INCOMPLETE", detail: "a field is empty" });
    const errors = Object.fromEntries(empty.map(({ name }) => [name, missing[page.language]]));
    return pageAnswer(loginPage(page, { refusal, values, errors }), statusOf(refusal));
  }
  const result = await loginWithPassword(services.context, {
    institution,
    values,
    origin,
    surroundings: surroundingsOf(visit),
  });
  if (!result.ok) {
    const refusal = describe(result.refusal);
    return pageAnswer(loginPage(page, { refusal, values }), statusOf(refusal));
  }
  setSessionToken(visit.reply, result.value.token);
  renewBrowserSecret(visit.reply, services.context.random);
  return redirect("/top");
};

/** `POST /login/certificate`: a new attempt, and off to the gate under a name it never had before. */
export const startCertificateLogin = async (visit: Visit): Promise<Answer> => {
  const { services, institution, origin } = visit;
  const { context, addresses } = services;
  if (!institution.login.methods.includes("certificate")) {
    const refusal = describe({ code: "CERTIFICATE_LOGIN_NOT_OFFERED", detail: institution.id });
    return pageAnswer(loginPage(visit.page, { refusal }), statusOf(refusal));
  }
  const browserSecret = ensureBrowserSecret(visit.request, visit.reply, context.random);
  const { nonce } = await startAttempt(context, { institution, browserSecret, origin });
  return redirect(gateAddress(addresses, institution.id, nonce));
};
