import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { registrationPage } from "./frame.ts";
import { codeScreen } from "./screens.ts";
import { texts } from "./texts.ts";

export interface CodeModel {
  readonly mailAddress: string;
  readonly refusal?: DescribedRefusal;
  readonly error?: string;
}

/** Step 3: the code that went to the mail address. */
export const codePage = (page: PageContext, { mailAddress, refusal, error }: CodeModel): string => {
  const text = texts[page.language];
  return registrationPage(page, {
    screen: codeScreen,
    step: 3,
    refusal,
    content: html`${banner({
      tone: "info",
      title: text.sent,
      body: html`<p>${text.sentTo(mailAddress)}</p><p>${text.sentBody}</p>`,
    })}<div class="card">${postForm(
      page,
      "/registration/mail",
      html`${field(page, {
        name: "code",
        label: text.code,
        help: text.codeHelp,
        autocomplete: "one-time-code",
        inputMode: "numeric",
        maxLength: 12,
        error,
      })}<div class="actions">${submitButton(text.next)}${linkButton(text.correct, "/registration/details", { tone: "secondary" })}</div>`,
    )}</div>${postForm(page, "/registration/mail/resend", submitButton(text.resend, { tone: "quiet" }))}`,
  });
};
