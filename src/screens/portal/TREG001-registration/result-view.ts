import type { Entered } from "#domain/registration/session.ts";
import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { registrationPage } from "./frame.ts";
import { resultScreen } from "./screens.ts";
import { texts } from "./texts.ts";

/** Step 5: done, and what comes next. */
export const resultPage = (page: PageContext, { loginId, userName, mailAddress }: Entered): string => {
  const text = texts[page.language];
  return registrationPage(page, {
    screen: resultScreen,
    step: 5,
    content: html`${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${text.doneBody}</p>`,
      focus: true,
    })}${facts([
      [text.loginId, html`<code>${loginId}</code>`],
      [text.userName, userName],
      [text.mailAddress, mailAddress],
    ])}<p class="actions">${linkButton(text.onward, "/certificate/acquire/confirm")}${linkButton(text.toLogin, "/login", { tone: "secondary" })}</p>`,
  });
};
