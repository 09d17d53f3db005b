import type { AnswerProblem, Question } from "#domain/contractor-confirmation/answers.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { field, fieldId, postForm } from "#screens/components/form.ts";
import { icon } from "#screens/components/icon.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { CONFIRMATION_PATH } from "../contractor-confirmation-first.ts";
import { questionsScreen, texts } from "./texts.ts";

/** The name of a question's input: apart from the form's own names. */
export const inputName = (question: Pick<Question, "name">): string => `q-${question.name}`;

export interface QuestionsModel {
  readonly round: number;
  /** Why the answers before were not taken. */
  readonly reason: string | null;
  /** By question. */
  readonly values?: Readonly<Record<string, string>>;
  readonly problems?: ReadonlyMap<string, AnswerProblem>;
  readonly refusal?: DescribedRefusal;
}

const errorText = (page: PageContext, model: QuestionsModel, name: string): string | undefined => {
  const problem = model.problems?.get(name);
  return problem === undefined ? undefined : texts[page.language].problems[problem];
};

const choiceQuestion = (page: PageContext, model: QuestionsModel, question: Question): Fragment => {
  const text = texts[page.language];
  const name = inputName(question);
  const id = fieldId(name);
  const error = errorText(page, model, question.name);
  const choices = question.choices.map((choice, index) => {
    const input = attributes({
      type: "radio",
      name,
      value: choice.name,
      required: question.required,
      checked: model.values?.[question.name] === choice.name,
      id: index === 0 ? id : undefined,
    });
    return html`<label class="choice"><input ${input}><span>${inLanguage(page, choice.text)}</span></label>`;
  });
  return html`<fieldset ${attributes({ "aria-describedby": error === undefined ? undefined : `${id}-error` })}><legend>${inLanguage(page, question.text)}${
    question.required && html`<span class="required">${text.required}</span>`
  }</legend>${
    error !== undefined &&
    html`<p class="field-error" id="${id}-error">${icon("error")}<span>${error}</span></p>`
  }${choices}</fieldset>`;
};

const question = (page: PageContext, model: QuestionsModel, given: Question): Fragment =>
  given.choices.length > 0
    ? choiceQuestion(page, model, given)
    : field(page, {
        name: inputName(given),
        label: inLanguage(page, given.text),
        autocomplete: "off",
        maxLength: given.maxCharacters,
        help: texts[page.language].atMost(given.maxCharacters),
        error: errorText(page, model, given.name),
        value: model.values?.[given.name],
        isOptional: !given.required,
      });

/** TCNF001 契約者確認: what the institution asks. */
export const questionsPage = (page: PageContext, model: QuestionsModel): string => {
  const text = texts[page.language];
  const { questions, untilAccepted } = page.institution.contractorConfirmation;
  const { refusal, reason, round } = model;
  return renderPage(page, {
    screen: questionsScreen,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${
      reason !== null &&
      banner({
        tone: "warning",
        title: text.returned,
        heading: "h2",
        body: html`<p>${text.returnedBody}</p>${reason.split("\n").map((line) => html`<p><strong>${line}</strong></p>`)}`,
      })
    }<p>${text.lead}</p>${untilAccepted === "blocked" && html`<p>${text.blockedAfter}</p>`}<div class="card">${postForm(
      page,
      CONFIRMATION_PATH,
      html`<input type="hidden" name="round" value="${round}">${questions.map((given) => question(page, model, given))}<div class="actions">${submitButton(text.toCheck)}</div>`,
    )}</div></div>`,
  });
};
