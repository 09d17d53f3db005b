import { attemptAwaitingPassword, completeCertificateLogin } from "#domain/login/certificate-login.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUser } from "#domain/user/users.ts";
import { readBrowserSecret, renewBrowserSecret, setSessionToken } from "#platform/http/cookies.ts";
import { identityOf } from "../identity.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { surroundingsOf } from "../surroundings.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { certificatePasswordPage } from "./view.ts";
import type { CertificatePasswordModel } from "./view.ts";

type Shown = Pick<CertificatePasswordModel, "attemptId" | "userName" | "identity">;

/** What the page shows of an attempt that waits for the password; undefined when there is none. */
const findAttempt = async (visit: Visit, attemptId: string): Promise<Shown | undefined> => {
  const { services, institution } = visit;
  const browserSecret = readBrowserSecret(visit.request);
  const reference = await attemptAwaitingPassword(services.context, {
    institution,
    attemptId,
    browserSecret,
  });
  const user = reference === undefined ? undefined : await findUser(services.context, reference);
  return user === undefined ? undefined : { attemptId, userName: user.userName, identity: identityOf(user) };
};

const attemptOver = (visit: Visit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

/** `GET /login/certificate/password`. */
export const showCertificatePassword = async (visit: Visit): Promise<Answer> => {
  const attempt = await findAttempt(visit, visit.query["attempt"] ?? "");
  if (attempt !== undefined) return pageAnswer(certificatePasswordPage(visit.page, attempt));
  return attemptOver(visit, { code: "LOGIN_ATTEMPT_UNKNOWN", detail: "no attempt waits for a password" });
};

const missing = { ja: "入力してください。", en: "Type it in." } as const;

/** `POST /login/certificate/password`. A wrong password may be corrected while the attempt lives. */
export const submitCertificatePassword = async (visit: Visit): Promise<Answer> => {
  const { services, institution, form, origin, page } = visit;
  const attemptId = form["attempt"] ?? "";
  const password = form["password"] ?? "";
  if (password === "") {
    const attempt = await findAttempt(visit, attemptId);
    const refusal = describe({ code: "FORM_INCOMPLETE", detail: "no password" });
    return attempt === undefined
      ? attemptOver(visit, { code: "LOGIN_ATTEMPT_UNKNOWN", detail: "no attempt waits for a password" })
      : pageAnswer(
          certificatePasswordPage(page, { ...attempt, refusal, error: missing[page.language] }),
          statusOf(refusal),
        );
  }
  const browserSecret = readBrowserSecret(visit.request);
  const login = await completeCertificateLogin(services.context, {
    institution,
    attemptId,
    browserSecret,
    password,
    origin,
    surroundings: surroundingsOf(visit),
  });
  if (!login.ok) {
    const attempt = await findAttempt(visit, attemptId);
    if (attempt === undefined) return attemptOver(visit, login.refusal);
    const refusal = describe(login.refusal);
    return pageAnswer(certificatePasswordPage(page, { ...attempt, refusal }), statusOf(refusal));
  }
  setSessionToken(visit.reply, login.value.token);
  renewBrowserSecret(visit.reply, services.context.random);
  return redirect("/top");
};
