import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { AdditionalQuestion } from "#domain/second-factor/additional-authentication/questions.ts";
import { html } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage, type PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { answerPlaces } from "../additional-answer-form.ts";
import { additionalAuthenticationScreen, texts } from "./texts.ts";

export interface AdditionalAuthenticationModel {
  readonly question: AdditionalQuestion;
  readonly path: string;
  readonly refusal?: DescribedRefusal | undefined;
  readonly error?: string | undefined;
}

/** TADA001 追加認証 (CCHK006 of the issuing application): one of the questions that the user registered. */
export const additionalAuthenticationPage = (
  page: PageContext,
  { question, path, refusal, error }: AdditionalAuthenticationModel,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: additionalAuthenticationScreen,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${text.lead}</p><div class="card">${postForm(
      page,
      path,
      html`<p><span class="quiet">${text.question}</span><br><strong>${inLanguage(page, question.text)}</strong></p><input type="hidden" name="question" value="${question.id}">${field(
        page,
        {
          name: "answer",
          label: text.answer,
          help: text.help,
          autocomplete: "off",
          maxLength: answerPlaces(page.institution),
          error,
        },
      )}<div class="actions">${submitButton(text.prove)}</div>`,
    )}</div><p class="quiet">${text.forgotten}</p></div>`,
  });
};
