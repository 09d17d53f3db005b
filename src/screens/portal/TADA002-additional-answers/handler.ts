import type { Refusal } from "#domain/refusal/refusal.ts";
import { changeAnswers } from "#domain/second-factor/additional-authentication/register.ts";
import { answersRegisteredAt } from "#domain/second-factor/additional-authentication/state.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { answerTexts, chosenOf, emptyAnswerFields } from "../additional-answer-form.ts";
import { additionalAnswersPage, errorsOf } from "../additional-answers-page.ts";
import { settingsPlace, topPlaces } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { additionalAnswersResultPage } from "./result-view.ts";

export const ADDITIONAL_ANSWERS_PATH = "/settings/additional-answers";

const isContracted = async ({ services, institution, session }: SessionVisit): Promise<boolean> =>
  (await factorsOfUser(services.context, institution, session.user.reference)).includes(
    "additionalAuthentication",
  );

/** The contract does not have it: for those who come by the address alone. */
const notContracted = (visit: SessionVisit): Answer => {
  const described = describe({ code: "FACTOR_NOT_CONTRACTED", detail: "additionalAuthentication" });
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

const form = async (
  visit: SessionVisit,
  refused?: { readonly refusal: Refusal; readonly errors?: Readonly<Record<string, string>> | undefined },
): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const registeredAt = await services.context.database.inInstitution(institution.code, (tx) =>
    answersRegisteredAt(tx, institution, session.user.reference),
  );
  const refusal = refused === undefined ? undefined : describe(refused.refusal);
  const body = additionalAnswersPage(page, [topPlaces[institution.family], settingsPlace], {
    use: "own",
    path: ADDITIONAL_ANSWERS_PATH,
    isRegistered: registeredAt !== undefined,
    values: visit.form,
    refusal,
    errors: refused?.errors,
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /settings/additional-answers`. */
export const showAdditionalAnswers = async (visit: SessionVisit): Promise<Answer> =>
  (await isContracted(visit)) ? form(visit) : notContracted(visit);

/** `POST /settings/additional-answers`: 追加認証回答登録 by whoever is logged in, with the confirmation password. */
export const submitAdditionalAnswers = async (visit: SessionVisit): Promise<Answer> => {
  if (!(await isContracted(visit))) return notContracted(visit);
  const { services, institution, session, origin, page } = visit;
  const secret = visit.form["secret"] ?? "";
  const errors = {
    ...emptyAnswerFields(page, visit.form),
    ...(secret === "" && { secret: answerTexts[page.language].missing }),
  };
  if (Object.keys(errors).length > 0)
    return form(visit, { refusal: { code: "FORM_INCOMPLETE", detail: "a field is empty" }, errors });
  const prover = { institution, user: session.user, origin };
  const chosen = chosenOf(institution, visit.form);
  const changed = await changeAnswers(services.context, prover, { chosen, secret });
  if (changed.ok) return pageAnswer(additionalAnswersResultPage(page));
  return form(visit, { refusal: changed.refusal, errors: errorsOf(page, changed.refusal) });
};
