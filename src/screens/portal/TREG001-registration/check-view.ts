import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Entered } from "#domain/registration/session.ts";
import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { registrationPage } from "./frame.ts";
import { checkScreen } from "./screens.ts";
import { texts } from "./texts.ts";

export interface CheckModel {
  readonly entered: Entered;
  /** Of what is shown: only this is confirmed. */
  readonly revision: number;
  readonly refusal?: DescribedRefusal | undefined;
}

/** Step 4: what will be registered. */
export const checkPage = (page: PageContext, { entered, revision, refusal }: CheckModel): string => {
  const text = texts[page.language];
  return registrationPage(page, {
    screen: checkScreen,
    step: 4,
    refusal,
    content: html`<p class="lead">${text.checkLead}</p>${facts([
      [text.userName, entered.userName],
      [text.mailAddress, entered.mailAddress],
      [text.loginId, html`<code>${entered.loginId}</code>`],
      [text.login, text.masked],
      [text.confirmation, text.masked],
    ])}${banner({ tone: "warning", title: text.keepTitle, body: html`<p>${text.keepBody}</p>` })}${postForm(
      page,
      "/registration/confirm",
      html`<input type="hidden" name="revision" value="${revision}"><div class="actions">${submitButton(text.register)}${linkButton(text.correct, "/registration/details", { tone: "secondary" })}</div>`,
    )}`,
  });
};
