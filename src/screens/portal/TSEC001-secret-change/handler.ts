import { secretStates } from "#domain/credential/ages.ts";
import type { SecretState } from "#domain/credential/ages.ts";
import type { ChangeRefusal } from "#domain/credential/change.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import { postponeSecretChange } from "#domain/login/secret-request.ts";
import { rotateSession } from "#domain/login/session.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { changeSecrets } from "#domain/self-service/change-secrets.ts";
import { readSessionToken, setSessionToken } from "#platform/http/cookies.ts";
import { csrfToken } from "#platform/http/csrf.ts";
import { settingsPlace, topPlaces } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { secretReminderPage } from "./reminder-view.ts";
import { secretResultPage } from "./result-view.ts";
import { texts } from "./texts.ts";
import { secretChangePage } from "./view.ts";

const statesOf = (visit: SessionVisit): Promise<readonly SecretState[]> => {
  const { services, institution, session, page } = visit;
  return services.context.database.inInstitution(institution.code, (tx) =>
    secretStates(tx, institution, session.user, page.now),
  );
};

const BOTH: readonly CredentialKind[] = ["login", "confirmation"];

/** The secrets that an address is about: one of them, those that must be changed, or those that are old. */
const kindsOf = async (visit: SessionVisit): Promise<readonly CredentialKind[]> => {
  const which = visit.parameters["which"] ?? "";
  if (which === "required" || which === "old") {
    const states = await statesOf(visit);
    return states
      .filter(({ mustChange, isOld }) => (which === "required" ? mustChange : isOld))
      .map(({ kind }) => kind);
  }
  return BOTH.filter((kind) => kind === which);
};

type Shown = { readonly refusal: Refusal; readonly errors: Readonly<Record<string, string>> };

const formPage = (visit: SessionVisit, kinds: readonly CredentialKind[], shown?: Shown): Answer => {
  const { institution, session, page, parameters } = visit;
  const model = {
    kinds,
    path: `/settings/secrets/${parameters["which"] ?? ""}`,
    isRequired: session.secretRequest === "required",
  };
  const breadcrumb = [topPlaces[institution.family], settingsPlace];
  if (shown === undefined) return pageAnswer(secretChangePage(page, breadcrumb, model));
  const refusal = describe(shown.refusal);
  return pageAnswer(
    secretChangePage(page, breadcrumb, { ...model, refusal, errors: shown.errors }),
    statusOf(refusal),
  );
};

/** `GET /settings/secrets/<which>`. */
export const showSecretChange = async (visit: SessionVisit): Promise<Answer> => {
  const kinds = await kindsOf(visit);
  return kinds.length === 0 ? redirect("/settings") : formPage(visit, kinds);
};

const unfit = (visit: SessionVisit, kinds: readonly CredentialKind[]): Shown | undefined => {
  const { form, page } = visit;
  const text = texts[page.language];
  const names = kinds.flatMap((kind) => [`${kind}Current`, `${kind}Next`, `${kind}Again`]);
  const empty = names.filter((name) => (form[name] ?? "") === "");
  if (empty.length > 0)
    return {
      refusal: { code: "FORM_INCOMPLETE", detail: "a field is empty" },
      errors: Object.fromEntries(empty.map((name) => [name, text.missing])),
    };
  const differing = kinds.filter((kind) => form[`${kind}Next`] !== form[`${kind}Again`]);
  if (differing.length === 0) return undefined;
  return {
    refusal: { code: "FORM_INVALID", detail: "two entries differ" },
    errors: Object.fromEntries(differing.map((kind) => [`${kind}Again`, text.differs])),
  };
};

/** The field that a refusal is about: the present secret for a failed proof, else the new one. */
const errorsOf = (visit: SessionVisit, { code, kind }: ChangeRefusal): Readonly<Record<string, string>> => {
  const described = describe({ code, detail: "" });
  const isProof = code.startsWith("CREDENTIAL_") || code === "USER_SUSPENDED";
  return isProof || code === "SECRET_LENGTH" ? {} : { [`${kind}Next`]: described.cause[visit.page.language] };
};

/** `POST /settings/secrets/<which>`. The session goes on under a new token; the old one is worth nothing. */
export const submitSecretChange = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, form, origin } = visit;
  const kinds = await kindsOf(visit);
  if (kinds.length === 0) return redirect("/settings");
  const wrong = unfit(visit, kinds);
  if (wrong !== undefined) return formPage(visit, kinds, wrong);
  const replacements = kinds.map((kind) => ({
    kind,
    current: form[`${kind}Current`] ?? "",
    next: form[`${kind}Next`] ?? "",
  }));
  const changed = await changeSecrets(services.context, { institution, session, replacements, origin });
  if (!changed.ok)
    return formPage(visit, kinds, { refusal: changed.refusal, errors: errorsOf(visit, changed.refusal) });
  await renewToken(visit);
  const { context } = services;
  const page = { ...visit.page, csrfToken: csrfToken(visit.request, visit.reply, context.random) };
  const isMoreRequired = changed.value.secretRequest === "required";
  return pageAnswer(secretResultPage(page, { kinds, isMoreRequired }));
};

const renewToken = async (visit: SessionVisit): Promise<void> => {
  const token = readSessionToken(visit.request);
  if (token === undefined) return;
  const { services, institution, origin } = visit;
  const renewed = await rotateSession(services.context, { institution, token, origin });
  if (renewed !== undefined) setSessionToken(visit.reply, renewed.token);
};

/** `GET /settings/secrets/reminder`. */
export const showSecretReminder = async (visit: SessionVisit): Promise<Answer> => {
  const old = (await statesOf(visit)).filter(({ isOld }) => isOld);
  const days = visit.institution.secrets.changeReminderDays;
  if (old.length === 0 || days === null) return redirect("/top");
  return pageAnswer(secretReminderPage(visit.page, { old, days, path: "/settings/secrets/old" }));
};

/** `POST /settings/secrets/reminder`: 後で. */
export const postponeSecrets = async ({ services, session, origin }: SessionVisit): Promise<Answer> => {
  await postponeSecretChange(services.context, session, origin);
  return redirect("/top");
};
