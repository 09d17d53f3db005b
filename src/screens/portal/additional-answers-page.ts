import { familyOf } from "#domain/institution/families.ts";
import { describeRefusal, type DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { answerFields, answerRules, answerTexts } from "./additional-answer-form.ts";

export const additionalAnswersScreen: Screen = {
  id: "TADA002",
  name: { ja: "追加認証回答登録", en: "Register your answers" },
};

export interface AdditionalAnswersModel {
  /** `login`: the first registration, on the way in; `own`: by somebody logged in, with the confirmation password. */
  readonly use: "login" | "own";
  readonly path: string;
  readonly isRegistered?: boolean;
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly refusal?: DescribedRefusal | undefined;
  readonly errors?: Readonly<Record<string, string>> | undefined;
}

const texts = defineTexts({
  ja: {
    login: (count: number) =>
      `ログインの続きの前に、追加認証の質問を${count}つ選び、回答を登録してください。次回から、必要なときにそのうちの1つをおたずねします。`,
    own: (count: number) =>
      `質問を${count}つ選び、回答を登録してください。これまでの質問と回答は、すべて新しいものに置き換わります。`,
    first: (count: number) =>
      `質問を${count}つ選び、回答を登録してください。必要なときにそのうちの1つをおたずねします。`,
    secretHelp: "ログインに使うものとは別のものです。",
    execute: "登録する",
    back: "戻る",
  },
  en: {
    login: (count: number) =>
      `Before you go on, please choose ${count} questions and register your answers. From now on we ask one of them where it is needed.`,
    own: (count: number) =>
      `Choose ${count} questions and register your answers. They take the place of all that you registered before.`,
    first: (count: number) =>
      `Choose ${count} questions and register your answers. We ask one of them where it is needed.`,
    secretHelp: "Not the one with which you log in.",
    execute: "Register",
    back: "Back",
  },
});

/** TADA002 追加認証回答登録. */
export const additionalAnswersPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: AdditionalAnswersModel,
): string => {
  const text = texts[page.language];
  const { use, refusal, errors } = model;
  const count = page.institution.secondFactor.additionalAuthentication.registeredAnswers;
  const lead = use === "login" ? text.login : model.isRegistered === true ? text.own : text.first;
  const secret = familyOf(page.institution).secretFields.confirmation;
  return renderPage(page, {
    screen: additionalAnswersScreen,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${lead(count)}</p>${banner(
      { tone: "info", title: answerTexts[page.language].rules, body: answerRules(page) },
    )}<div class="card">${postForm(
      page,
      model.path,
      html`${answerFields(page, model)}${
        use === "own" &&
        field(page, {
          name: "secret",
          label: inLanguage(page, secret.label),
          type: "password",
          autocomplete: "off",
          maxLength: secret.maxLength,
          help: text.secretHelp,
          error: errors?.["secret"],
        })
      }<div class="actions">${submitButton(text.execute)}${
        use === "own" && linkButton(text.back, "/settings", { tone: "secondary" })
      }</div>`,
    )}</div></div>`,
  });
};

/** At which field a refusal of the answers belongs. */
export const errorsOf = (
  page: Pick<PageContext, "language">,
  refusal: Refusal & { readonly index?: number },
): Readonly<Record<string, string>> | undefined => {
  if (refusal.index === undefined) return undefined;
  const name = refusal.code === "ADDITIONAL_QUESTIONS_CHOICE" ? "question" : "answer";
  return { [`${name}${refusal.index + 1}`]: describeRefusal(refusal).action[page.language] };
};
