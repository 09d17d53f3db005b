import { verifySecret } from "#domain/credential/credentials.ts";
import { lastSecondAfterDays } from "#domain/enrollment/rules/days.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { draftUser, findDraft } from "#domain/user-administration/draft.ts";
import type { UserDraft } from "#domain/user-administration/draft.ts";
import { registerDraft } from "#domain/approval/register-draft.ts";
import type { User } from "#domain/user/users.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, usersListPlace, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { registrationConfirmationPage } from "./confirmation-view.ts";
import { emptyValues, entryOf, partsOf, valuesOf } from "./entry.ts";
import type { FormErrors, FormValues } from "./entry.ts";
import { registrationResultPage } from "./result-view.ts";
import { texts } from "./texts.ts";
import { registrationFormPage } from "./view.ts";

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
  usersListPlace,
];

const by = ({ institution, session }: SessionVisit) => ({ institution, administrator: session.user });

const formAnswer = (
  visit: SessionVisit,
  values: FormValues,
  refused?: { readonly refusal: Refusal; readonly errors: FormErrors },
): Answer => {
  const parts = partsOf(visit.institution, visit);
  if (refused === undefined)
    return pageAnswer(registrationFormPage(visit.page, trail(visit), { parts, values }));
  const refusal = describe(refused.refusal);
  const model = { parts, values, refusal, errors: refused.errors };
  return pageAnswer(registrationFormPage(visit.page, trail(visit), model), statusOf(refusal));
};

/** `GET /administration/users/new`. */
export const showRegistrationForm = (visit: SessionVisit): Answer => formAnswer(visit, emptyValues);

/** Which input a refusal of the domain is about. */
const errorsOf = (visit: SessionVisit, refusal: Refusal): FormErrors => {
  const text = texts[visit.page.language];
  if (refusal.code === "USER_ID_TAKEN") return { identity: text.taken };
  const field = refusal.facts?.["field"];
  if (refusal.code !== "USER_FIELD_INVALID" || typeof field !== "string") return {};
  return { [field === "loginId" || field === "userId" ? "identity" : field]: text.unfit };
};

const confirmation = (
  visit: SessionVisit,
  token: string,
  draft: UserDraft,
  refused?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const parts = partsOf(visit.institution, visit);
  const refusal = refused === undefined ? undefined : describe(refused.refusal);
  const model = { token, draft, parts, error: refused?.error, ...(refusal !== undefined && { refusal }) };
  const body = registrationConfirmationPage(visit.page, trail(visit), model);
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `POST /administration/users/new`: what was entered, to be confirmed. */
export const submitRegistrationForm = async (visit: SessionVisit): Promise<Answer> => {
  const values = valuesOf(visit.form);
  const entry = entryOf(visit, values, partsOf(visit.institution, visit));
  if (!entry.ok) {
    const refusal = { code: "FORM_INVALID", detail: Object.keys(entry.refusal).join(" ") };
    return formAnswer(visit, values, { refusal, errors: entry.refusal });
  }
  const drafted = await draftUser(visit.services.context, by(visit), entry.value);
  if (!drafted.ok) {
    const { refusal } = drafted;
    const shown =
      refusal.code === "USER_FIELD_INVALID" ? { code: "FORM_INVALID", detail: refusal.detail } : refusal;
    return formAnswer(visit, values, { refusal: shown, errors: errorsOf(visit, refusal) });
  }
  return confirmation(visit, drafted.value.token, drafted.value.draft);
};

const valuesOfDraft = (draft: UserDraft): FormValues => ({
  identity: draft.loginId ?? draft.userId,
  userName: draft.userName,
  mailAddress: draft.mailAddress,
  isAdministrator: draft.role === "administrator",
  grantsAcquisition: draft.grantsAcquisition,
  secrets: draft.secretsAreMade ? "made" : "chosen",
});

const deadlineOf = ({ institution }: SessionVisit, user: User): Temporal.Instant | undefined => {
  const { deadlineDays } = institution.acquisition;
  return deadlineDays === null || user.acquisitionGrantedAt === null
    ? undefined
    : lastSecondAfterDays(user.acquisitionGrantedAt, deadlineDays, institution.timeZone);
};

/** `POST /administration/users/new/register`: the confirmation password, then the user is registered. */
export const submitRegistration = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, institution, form, origin, page } = visit;
  const token = form["draft"] ?? "";
  const draft = await findDraft(services.context, by(visit), token);
  if (!draft.ok) {
    const refusal = describe(draft.refusal);
    return pageAnswer(problemPage(page, refusal), statusOf(refusal));
  }
  const secret = form["secret"] ?? "";
  if (secret === "") {
    const refusal = { code: "FORM_INCOMPLETE", detail: "no confirmation password" };
    return confirmation(visit, token, draft.value, { refusal, error: texts[page.language].missing });
  }
  const proof = await verifySecret(services.context, {
    user: session.user,
    kind: "confirmation",
    secret,
    origin,
  });
  if (!proof.ok) return confirmation(visit, token, draft.value, proof);
  const again = (refusal: Refusal): Answer =>
    formAnswer(visit, valuesOfDraft(draft.value), { refusal, errors: errorsOf(visit, refusal) });
  const registered = await registerDraft(services.context, by(visit), { token, origin });
  if (!registered.ok) return again(registered.refusal);
  const { performed, secrets } = registered.value;
  if (performed.kind === "proposed") return proposedAnswer(visit, trail(visit), performed.proposal, secrets);
  const user = performed.value;
  return pageAnswer(
    registrationResultPage(page, trail(visit), {
      identity: identityInContract(user),
      userName: user.userName,
      roleName: familyOf(institution).roleNames[user.role][page.language],
      secrets,
      deadline: deadlineOf(visit, user),
    }),
  );
};
