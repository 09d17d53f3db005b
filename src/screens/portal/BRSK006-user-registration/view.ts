import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { newUserPlace, usersListPlace } from "../places.ts";
import type { FormErrors, FormParts, FormValues } from "./entry.ts";
import { registrationFormScreen, texts } from "./texts.ts";

export interface RegistrationFormModel {
  readonly parts: FormParts;
  readonly values: FormValues;
  readonly errors?: FormErrors;
  readonly refusal?: DescribedRefusal;
}

const choice = (
  type: "radio" | "checkbox",
  input: { readonly name: string; readonly value: string; readonly isChecked: boolean },
  label: string,
): Fragment => {
  const { name, value, isChecked } = input;
  return html`<label class="choice"><input ${attributes({ type, name, value, checked: isChecked })}><span>${label}</span></label>`;
};

const group = (legend: string, content: HtmlValue): Fragment =>
  html`<fieldset><legend>${legend}</legend>${content}</fieldset>`;

const person = (page: PageContext, { values, errors = {} }: RegistrationFormModel): Fragment => {
  const text = texts[page.language];
  const { family } = page.institution;
  return html`${field(page, {
    name: "identity",
    label: text.identity[family],
    autocomplete: "off",
    maxLength: family === "bizsol" ? 12 : 30,
    help: text.identityHelp[family],
    error: errors["identity"],
    value: values.identity,
  })}${field(page, {
    name: "userName",
    label: text.userName,
    autocomplete: "off",
    maxLength: 60,
    help: text.userNameHelp,
    error: errors["userName"],
    value: values.userName,
  })}${field(page, {
    name: "mailAddress",
    label: text.mailAddress,
    autocomplete: "off",
    maxLength: 64,
    help: text.mailAddressHelp,
    error: errors["mailAddress"],
    value: values.mailAddress,
  })}`;
};

const rights = (page: PageContext, { parts, values }: RegistrationFormModel): Fragment => {
  const text = texts[page.language];
  const { hasAdministrators, deadlineDays } = parts;
  const administrator = { name: "administrator", value: "yes", isChecked: values.isAdministrator };
  const grants = { name: "grants", value: "yes", isChecked: values.grantsAcquisition };
  return html`${
    hasAdministrators && group(text.rights, choice("checkbox", administrator, text.administrator))
  }${
    deadlineDays !== undefined &&
    group(
      text.grants,
      html`${choice("checkbox", grants, text.grantsNow)}<p class="field-help">${text.grantsHelp(deadlineDays)}</p>`,
    )
  }`;
};

const secrets = (page: PageContext, { values, errors = {} }: RegistrationFormModel): Fragment => {
  const text = texts[page.language];
  const { minCharacters, maxCharacters } = page.institution.secrets;
  const radio = (value: FormValues["secrets"], label: string): Fragment =>
    choice("radio", { name: "secrets", value, isChecked: values.secrets === value }, label);
  const inputs = (["login", "confirmation"] as const).flatMap((kind) =>
    ["", "Again"].map((suffix) => {
      const label = inLanguage(page, familyOf(page.institution).secretFields[kind].label);
      return field(page, {
        name: `${kind}${suffix}`,
        label: suffix === "" ? label : `${label}${text.again}`,
        type: "password",
        autocomplete: "new-password",
        maxLength: maxCharacters,
        error: errors[`${kind}${suffix}`],
        isOptional: true,
      });
    }),
  );
  return group(
    text.secrets,
    html`${radio("made", text.made)}${radio("chosen", text.chosen)}<div class="flow"><p class="field-help">${text.secretsHelp(minCharacters, maxCharacters)}</p><div class="form">${inputs}</div></div>`,
  );
};

/** BRSK006 利用者登録[基本情報]. */
export const registrationFormPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: RegistrationFormModel,
): string => {
  const text = texts[page.language];
  const form = postForm(
    page,
    newUserPlace.path,
    html`${person(page, model)}${rights(page, model)}${secrets(page, model)}<div class="actions">${submitButton(text.next)}${linkButton(text.list, usersListPlace.path, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: registrationFormScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: model.refusal !== undefined,
    main: html`<div class="flow reading">${model.refusal !== undefined && refusalBanner(page, model.refusal)}<div class="card">${form}</div></div>`,
  });
};
