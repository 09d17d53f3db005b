import type { Answer } from "#domain/contractor-confirmation/answers.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { CONFIRMATION_PATH } from "../contractor-confirmation-first.ts";
import { checkScreen, texts } from "./texts.ts";
import { inputName } from "./view.ts";

/** TCNF002: what will be answered, before it is. Nothing is kept until then: the answers wait in the page. */
export const checkPage = (
  page: PageContext,
  { round, answers }: { readonly round: number; readonly answers: readonly Answer[] },
): string => {
  const text = texts[page.language];
  const shown = page.institution.contractorConfirmation.questions.map((question): [string, HtmlValue] => {
    const answer = answers.find(({ name }) => name === question.name);
    if (answer === undefined)
      return [inLanguage(page, question.text), html`<span class="quiet">${text.notAnswered}</span>`];
    const { chosen, value } = answer;
    return [inLanguage(page, question.text), chosen === undefined ? value : inLanguage(page, chosen)];
  });
  const carried = html`<input type="hidden" name="round" value="${round}">${answers.map(
    (answer) => html`<input type="hidden" name="${inputName(answer)}" value="${answer.value}">`,
  )}`;
  return renderPage(page, {
    screen: checkScreen,
    main: html`<div class="flow reading"><p>${text.checkLead}</p>${facts(shown)}${postForm(
      page,
      `${CONFIRMATION_PATH}/submit`,
      html`${carried}<div class="actions">${submitButton(text.submit, { name: "act", value: "submit" })}${submitButton(text.change, { tone: "secondary", name: "act", value: "change" })}</div>`,
    )}</div>`,
  });
};
