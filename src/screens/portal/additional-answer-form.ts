import type { ChosenAnswer } from "#domain/second-factor/additional-authentication/check.ts";
import { questionsOf } from "#domain/second-factor/additional-authentication/questions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { field } from "#screens/components/form.ts";
import { inLanguage, type PageContext } from "#screens/components/page-context.ts";
import { select } from "#screens/components/select.ts";

/** Half-width kana take two places for one character, and people put spaces between words. */
const PLACES_PER_CHARACTER = 3;

export const answerTexts = defineTexts({
  ja: {
    missing: "入力してください。",
    notChosen: "質問を選んでください。",
    question: (number: number) => `質問${number}`,
    answer: (number: number) => `質問${number}の回答`,
    answerHelp: (max: number) => `2〜${max}文字`,
    rules: "回答の決まり",
    tell: [
      "全角・半角、大文字・小文字、ひらがな・カタカナ、空白の違いは区別しません。",
      "お名前やID、質問の中の言葉、同じ文字だけの回答は登録できません。",
      "回答は質問ごとに変えてください。",
    ],
  },
  en: {
    missing: "Type it in.",
    notChosen: "Choose a question.",
    question: (number: number) => `Question ${number}`,
    answer: (number: number) => `Answer to question ${number}`,
    answerHelp: (max: number) => `2 to ${max} characters`,
    rules: "About the answers",
    tell: [
      "Case, width, kana and spaces make no difference.",
      "Your name, your IDs, words of the question and one character again and again cannot be answers.",
      "Each question needs an answer of its own.",
    ],
  },
});

const numbersOf = ({ secondFactor }: InstitutionPolicy): number[] =>
  Array.from({ length: secondFactor.additionalAuthentication.registeredAnswers }, (_, index) => index + 1);

/** Longest input that can hold an answer. */
export const answerPlaces = ({ secondFactor }: Pick<InstitutionPolicy, "secondFactor">): number =>
  secondFactor.additionalAuthentication.answerMaxCharacters * PLACES_PER_CHARACTER;

/** The fields of the questions and answers: as many as the policy says. */
export const answerFields = (
  page: PageContext,
  {
    values,
    errors,
  }: {
    readonly values?: Readonly<Record<string, string>> | undefined;
    readonly errors?: Readonly<Record<string, string>> | undefined;
  },
): readonly Fragment[] => {
  const { institution, language } = page;
  const text = answerTexts[language];
  const options = questionsOf(institution).map((question) => ({
    value: question.id,
    label: inLanguage(page, question.text),
  }));
  const max = institution.secondFactor.additionalAuthentication.answerMaxCharacters;
  return numbersOf(institution).map(
    (number) =>
      html`<div class="form pair">${select(page, {
        name: `question${number}`,
        label: text.question(number),
        options,
        value: values?.[`question${number}`],
        error: errors?.[`question${number}`],
      })}${field(page, {
        name: `answer${number}`,
        label: text.answer(number),
        help: text.answerHelp(max),
        autocomplete: "off",
        maxLength: answerPlaces(institution),
        value: values?.[`answer${number}`],
        error: errors?.[`answer${number}`],
      })}</div>`,
  );
};

/** What makes a good answer, in a few lines. */
export const answerRules = (page: PageContext): Fragment => {
  const text = answerTexts[page.language];
  return html`<ul>${text.tell.map((line) => html`<li>${line}</li>`)}</ul>`;
};

/** What was sent, question by question. */
export const chosenOf = (
  institution: InstitutionPolicy,
  form: Readonly<Record<string, string>>,
): readonly ChosenAnswer[] =>
  numbersOf(institution).map((number) => ({
    questionId: form[`question${number}`] ?? "",
    answer: form[`answer${number}`] ?? "",
  }));

/** The fields that came empty, with what to say at each; undefined: none did. */
export const emptyAnswerFields = (
  { institution, language }: Pick<PageContext, "institution" | "language">,
  form: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined => {
  const text = answerTexts[language];
  const errors: Record<string, string> = {};
  for (const [index, { questionId, answer }] of chosenOf(institution, form).entries()) {
    if (questionId === "") errors[`question${index + 1}`] = text.notChosen;
    if (answer.trim() === "") errors[`answer${index + 1}`] = text.missing;
  }
  return Object.keys(errors).length === 0 ? undefined : errors;
};
