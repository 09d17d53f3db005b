import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import type { Field } from "#screens/components/form.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { registrationPage } from "./frame.ts";
import type { FormModel } from "./frame.ts";
import { choiceScreen } from "./screens.ts";
import { texts } from "./texts.ts";

/** Step 2: who it is and what the ID and passwords shall be. */
export const choicePage = (page: PageContext, model: FormModel = {}): string => {
  const text = texts[page.language];
  const { minCharacters: min, maxCharacters: max } = page.institution.secrets;
  const entry = (given: Omit<Field, "error" | "value">): Fragment =>
    field(page, {
      ...given,
      error: model.errors?.[given.name],
      value: given.type === "password" ? undefined : model.values?.[given.name],
    });
  const secret = (name: "login" | "confirmation", help: string): Fragment => {
    const common = { type: "password", autocomplete: "new-password", maxLength: max } as const;
    return html`${entry({ name, label: text[name], help, ...common })}${entry({
      name: `${name}Again`,
      label: text.again(text[name]),
      ...common,
    })}`;
  };
  const mail = { autocomplete: "email", maxLength: 64 };
  return registrationPage(page, {
    screen: choiceScreen,
    step: 2,
    refusal: model.refusal,
    content: html`<p class="lead">${text.choiceLead}</p><div class="card">${postForm(
      page,
      "/registration/details",
      html`${entry({ name: "userName", label: text.userName, help: text.userNameHelp, autocomplete: "name", maxLength: 60 })}${entry(
        { name: "mailAddress", label: text.mailAddress, help: text.mailHelp, ...mail },
      )}${entry({ name: "mailAgain", label: text.mailAgain, ...mail })}${entry({
        name: "loginId",
        label: text.loginId,
        help: text.loginIdHelp,
        autocomplete: "username",
        maxLength: 12,
      })}${secret("login", text.secretHelp(min, max))}${secret("confirmation", text.confirmationHelp)}<div class="actions">${submitButton(text.next)}${linkButton(text.cancel, "/login", { tone: "quiet" })}</div>`,
    )}</div>`,
  });
};
