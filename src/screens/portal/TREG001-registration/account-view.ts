import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, fieldId, postForm } from "#screens/components/form.ts";
import { icon } from "#screens/components/icon.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { registrationPage } from "./frame.ts";
import type { FormModel } from "./frame.ts";
import { accountScreen } from "./screens.ts";
import { texts } from "./texts.ts";

export const ACCOUNT_TYPES = ["ordinary", "current"] as const;

const accountType = (page: PageContext, { values, errors }: FormModel): Fragment => {
  const text = texts[page.language];
  const error = errors?.["accountType"];
  const choices = ACCOUNT_TYPES.map((type) => {
    const input = attributes({
      type: "radio",
      name: "accountType",
      value: type,
      required: true,
      checked: values?.["accountType"] === type,
      id: type === ACCOUNT_TYPES[0] ? fieldId("accountType") : undefined,
    });
    return html`<label class="choice"><input ${input}><span>${text.accountTypes[type]}</span></label>`;
  });
  return html`<fieldset ${attributes({ "aria-describedby": error === undefined ? undefined : "accountType-error" })}><legend>${text.accountType}<span class="required">${text.required}</span></legend>${
    error !== undefined &&
    html`<p class="field-error" id="accountType-error">${icon("error")}<span>${error}</span></p>`
  }${choices}</fieldset>`;
};

/** Step 1: what the letter says. */
export const accountPage = (page: PageContext, model: FormModel = {}): string => {
  const text = texts[page.language];
  const { values, errors, refusal } = model;
  const number = (name: "branchNumber" | "accountNumber", help: string): Fragment =>
    field(page, {
      name,
      label: text[name],
      autocomplete: "off",
      inputMode: "numeric",
      // Longer than the number: full-width digits and blanks are put right, not cut off.
      maxLength: 12,
      help,
      error: errors?.[name],
      value: values?.[name],
    });
  const secret = (name: "provisionalLogin" | "provisionalConfirmation"): Fragment =>
    field(page, {
      name,
      label: text[name],
      type: "password",
      autocomplete: "off",
      maxLength: 64,
      help: text.provisionalHelp,
      error: errors?.[name],
    });
  return registrationPage(page, {
    screen: accountScreen,
    step: 1,
    refusal,
    content: html`<p class="lead">${text.accountLead}</p><div class="card">${postForm(
      page,
      "/registration",
      html`${number("branchNumber", text.branchHelp)}${accountType(page, model)}${number(
        "accountNumber",
        text.accountHelp,
      )}${secret("provisionalLogin")}${secret("provisionalConfirmation")}<div class="actions">${submitButton(text.next)}${linkButton(text.cancel, "/login", { tone: "quiet" })}</div>`,
    )}</div>`,
  });
};
