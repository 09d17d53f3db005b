import type { Refusal } from "#domain/refusal/refusal.ts";
import { accountSchema } from "#domain/registration/account.ts";
import { completeRegistration } from "#domain/registration/complete.ts";
import { enterRegistration } from "#domain/registration/enter.ts";
import { confirmRegistrationMail, resendRegistrationCode } from "#domain/registration/mail.ts";
import { findRegistration } from "#domain/registration/session.ts";
import type { RegistrationQuestion, RegistrationSession } from "#domain/registration/session.ts";
import { startRegistration } from "#domain/registration/start.ts";
import { readRegistrationToken, setRegistrationToken } from "#platform/http/cookies.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { accountPage } from "./account-view.ts";
import { checkPage } from "./check-view.ts";
import { choicePage } from "./choice-view.ts";
import { codePage } from "./code-view.ts";
import { resultPage } from "./result-view.ts";
import { texts } from "./texts.ts";

const places: Readonly<Record<RegistrationSession["state"], string>> = {
  proved: "/registration/details",
  entered: "/registration/mail",
  mailConfirmed: "/registration/confirm",
  completed: "/registration/result",
};

const questionOf = (visit: Visit): RegistrationQuestion => ({
  institution: visit.institution,
  token: readRegistrationToken(visit.request),
});

const stop = (visit: Visit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

/** Refusals after which the form cannot help: the procedure is over. */
const ENDS: ReadonlySet<string> = new Set(["REGISTRATION_SESSION_OVER", "REGISTRATION_USED"]);

/** A page of the procedure, for a session in one of the states named; in another, on to where it stands. */
const showIn = async (
  visit: Visit,
  states: readonly RegistrationSession["state"][],
  render: (session: RegistrationSession) => string,
): Promise<Answer> => {
  const found = await findRegistration(visit.services.context, questionOf(visit));
  if (!found.ok) return stop(visit, found.refusal);
  const { state } = found.value;
  return states.includes(state) ? pageAnswer(render(found.value)) : redirect(places[state]);
};

const emptyFields = (visit: Visit, names: readonly string[]): Readonly<Record<string, string>> => {
  const text = texts[visit.page.language];
  const empty = names.filter((name) => (visit.form[name] ?? "") === "");
  return Object.fromEntries(
    empty.map((name) => [name, name === "accountType" ? text.accountTypeMissing : text.missing]),
  );
};

const incomplete: Refusal = { code: "FORM_INCOMPLETE", detail: "a field is empty" };

/** `GET /registration`. */
export const showAccount = (visit: Visit): Answer =>
  visit.institution.registration.selfService
    ? pageAnswer(accountPage(visit.page))
    : stop(visit, { code: "REGISTRATION_NOT_OFFERED", detail: visit.institution.id });

/** `POST /registration`: account data and provisional passwords. */
export const submitAccount = async (visit: Visit): Promise<Answer> => {
  const { services, institution, form, origin, page } = visit;
  const ask = (refusal: Refusal, errors: Readonly<Record<string, string>> = {}): Answer => {
    const described = describe(refusal);
    return pageAnswer(accountPage(page, { refusal: described, values: form, errors }), statusOf(described));
  };
  const errors = emptyFields(visit, [
    "branchNumber",
    "accountType",
    "accountNumber",
    "provisionalLogin",
    "provisionalConfirmation",
  ]);
  if (Object.keys(errors).length > 0) return ask(incomplete, errors);
  const account = accountSchema.safeParse(form);
  if (!account.success)
    return ask({ code: "REGISTRATION_ACCOUNT_INVALID", detail: account.error.issues[0]?.path.join() ?? "" });
  const started = await startRegistration(services.context, {
    institution,
    account: account.data,
    secrets: { login: form["provisionalLogin"] ?? "", confirmation: form["provisionalConfirmation"] ?? "" },
    origin,
  });
  if (!started.ok) return ask(started.refusal);
  setRegistrationToken(visit.reply, started.value);
  return redirect(places.proved);
};

/** `GET /registration/details`: empty, or with what was entered before, to be corrected. */
export const showChoice = (visit: Visit): Promise<Answer> =>
  showIn(visit, ["proved", "entered", "mailConfirmed"], ({ entered }) =>
    choicePage(
      visit.page,
      entered === undefined ? {} : { values: { ...entered, mailAgain: entered.mailAddress } },
    ),
  );

const CHOICE_FIELDS = [
  "userName",
  "mailAddress",
  "mailAgain",
  "loginId",
  "login",
  "loginAgain",
  "confirmation",
  "confirmationAgain",
];

/** Second entry and first. */
const TWICE = [
  ["mailAgain", "mailAddress"],
  ["loginAgain", "login"],
  ["confirmationAgain", "confirmation"],
] as const;

const differences = (visit: Visit): Readonly<Record<string, string>> => {
  const differing = TWICE.filter(([again, first]) => visit.form[again] !== visit.form[first]);
  return Object.fromEntries(differing.map(([again]) => [again, texts[visit.page.language].differs]));
};

/** At which field a refusal is shown besides the banner. */
const errorsOf = (visit: Visit, { code, facts }: Refusal): Readonly<Record<string, string>> => {
  const text = texts[visit.page.language];
  if (code === "MAIL_ADDRESS_INVALID") return { mailAddress: text.mailHelp };
  if (code === "REGISTRATION_LOGIN_ID_TAKEN") return { loginId: text.loginIdHelp };
  if (code !== "USER_FIELD_INVALID") return {};
  return facts?.["field"] === "loginId" ? { loginId: text.loginIdError } : { userName: text.userNameError };
};

/** `POST /registration/details`. */
export const submitChoice = async (visit: Visit): Promise<Answer> => {
  const { services, form, page } = visit;
  const ask = (refusal: Refusal, errors: Readonly<Record<string, string>>): Answer => {
    const described = describe(refusal);
    return pageAnswer(choicePage(page, { refusal: described, values: form, errors }), statusOf(described));
  };
  const empty = emptyFields(visit, CHOICE_FIELDS);
  if (Object.keys(empty).length > 0) return ask(incomplete, empty);
  const differing = differences(visit);
  if (Object.keys(differing).length > 0)
    return ask({ code: "FORM_INVALID", detail: "two entries differ" }, differing);
  const entered = await enterRegistration(services.context, {
    ...questionOf(visit),
    entered: {
      userName: (form["userName"] ?? "").trim(),
      mailAddress: (form["mailAddress"] ?? "").trim(),
      loginId: form["loginId"] ?? "",
      language: page.language,
    },
    secrets: { login: form["login"] ?? "", confirmation: form["confirmation"] ?? "" },
  });
  if (entered.ok) return redirect(places[entered.value]);
  const { refusal } = entered;
  if (ENDS.has(refusal.code)) return stop(visit, refusal);
  const shown = refusal.code === "USER_FIELD_INVALID" ? { ...refusal, code: "FORM_INVALID" } : refusal;
  return ask(shown, errorsOf(visit, refusal));
};

/** `GET /registration/mail`. */
export const showCode = (visit: Visit): Promise<Answer> =>
  showIn(visit, ["entered"], ({ entered }) =>
    codePage(visit.page, { mailAddress: entered?.mailAddress ?? "" }),
  );

const askCode = async (visit: Visit, refusal: Refusal, error?: string): Promise<Answer> => {
  if (ENDS.has(refusal.code)) return stop(visit, refusal);
  const described = describe(refusal);
  const shown = await showIn(visit, ["entered"], ({ entered }) =>
    codePage(visit.page, {
      mailAddress: entered?.mailAddress ?? "",
      refusal: described,
      ...(error !== undefined && { error }),
    }),
  );
  return shown.kind === "page" && shown.status === 200 ? { ...shown, status: statusOf(described) } : shown;
};

/** `POST /registration/mail`. */
export const submitCode = async (visit: Visit): Promise<Answer> => {
  const code = (visit.form["code"] ?? "").normalize("NFKC").trim();
  if (code === "") return askCode(visit, incomplete, texts[visit.page.language].missing);
  const confirmed = await confirmRegistrationMail(visit.services.context, { ...questionOf(visit), code });
  return confirmed.ok ? redirect(places[confirmed.value]) : askCode(visit, confirmed.refusal);
};

/** `POST /registration/mail/resend`. */
export const resendCode = async (visit: Visit): Promise<Answer> => {
  const sent = await resendRegistrationCode(visit.services.context, questionOf(visit));
  return sent.ok ? redirect(places[sent.value]) : askCode(visit, sent.refusal);
};

const checkFor = (visit: Visit, { entered, revision }: RegistrationSession, refusal?: Refusal): string =>
  entered === undefined
    ? choicePage(visit.page)
    : checkPage(visit.page, {
        entered,
        revision,
        refusal: refusal === undefined ? undefined : describe(refusal),
      });

/** `GET /registration/confirm`. */
export const showCheck = (visit: Visit): Promise<Answer> =>
  showIn(visit, ["mailConfirmed"], (session) => checkFor(visit, session));

/** `POST /registration/confirm`: makes the user. Sent twice, it is done once. */
export const submitCheck = async (visit: Visit): Promise<Answer> => {
  const { services, form, origin } = visit;
  const revision = /^[0-9]{1,9}$/.test(form["revision"] ?? "") ? Number(form["revision"]) : -1;
  const done = await completeRegistration(services.context, { ...questionOf(visit), revision, origin });
  if (done.ok) return redirect(places.completed);
  const { refusal } = done;
  if (refusal.code === "REGISTRATION_CHANGED")
    return showIn(visit, ["mailConfirmed"], (session) => checkFor(visit, session, refusal));
  if (refusal.code !== "REGISTRATION_LOGIN_ID_TAKEN") return stop(visit, refusal);
  const described = describe(refusal);
  const shown = await showIn(visit, ["mailConfirmed"], ({ entered }) =>
    choicePage(visit.page, {
      refusal: described,
      values: { ...entered, mailAgain: entered?.mailAddress ?? "" },
      errors: errorsOf(visit, refusal),
    }),
  );
  return shown.kind === "page" && shown.status === 200 ? { ...shown, status: statusOf(described) } : shown;
};

/** `GET /registration/result`. */
export const showResult = (visit: Visit): Promise<Answer> =>
  showIn(visit, ["completed"], ({ entered }) =>
    entered === undefined ? choicePage(visit.page) : resultPage(visit.page, entered),
  );
