import { familyOf } from "#domain/institution/families.ts";
import type { IdentityField } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { environmentPlace } from "../places.ts";
import { REPLACEMENT_PATH } from "../places.ts";
import { loginScreens, loginTexts } from "./texts.ts";
import type { LoginTexts } from "./texts.ts";

/** What was typed and why it was not taken, when the screen comes back. */
export interface LoginModel {
  readonly refusal?: DescribedRefusal;
  /** Of the fields that are no secrets. */
  readonly values?: Readonly<Record<string, string>>;
  /** By field. */
  readonly errors?: Readonly<Record<string, string>>;
}

const issueBody = (page: PageContext, text: LoginTexts): Fragment =>
  html`<p>${text.issueBody}</p><p class="actions">${linkButton(text.issue, "/certificate/acquire", {
    tone: "secondary",
    size: "wide",
  })}</p>${page.institution.replacement.withoutLogin && html`<p><a href="${REPLACEMENT_PATH}">${text.replace}</a></p>`}`;

const certificateForm = (page: PageContext, text: LoginTexts): Fragment =>
  html`<h2 id="by-certificate">${text.certificateTitle}</h2><p>${text.certificateBody}</p>${postForm(
    page,
    "/login/certificate",
    submitButton(text.certificateLogin, { size: "wide", about: text.certificateAbout }),
  )}`;

/** Beside the other method: one card for all that has to do with certificates. */
const certificateCard = (page: PageContext, text: LoginTexts): Fragment =>
  html`<section class="card card-first flow" aria-labelledby="by-certificate">${certificateForm(page, text)}<div class="card-divided flow"><h3>${text.issueTitle}</h3>${issueBody(page, text)}</div></section>`;

/** As the only method: login and acquisition side by side. */
const certificateCards = (page: PageContext, text: LoginTexts): Fragment =>
  html`<section class="card card-first flow" aria-labelledby="by-certificate">${certificateForm(page, text)}</section><section class="card flow" aria-labelledby="no-certificate"><h2 id="no-certificate">${text.issueTitle}</h2>${issueBody(page, text)}</section>`;

const loginField = (page: PageContext, model: LoginModel, given: IdentityField): Fragment =>
  field(page, {
    name: given.name,
    label: inLanguage(page, given.label),
    type: given.secret ? "password" : "text",
    autocomplete: given.secret
      ? "current-password"
      : given.name === "contractId"
        ? "organization"
        : "username",
    maxLength: given.maxLength,
    error: model.errors?.[given.name],
    value: given.secret ? undefined : model.values?.[given.name],
  });

const passwordCard = (page: PageContext, text: LoginTexts, model: LoginModel): Fragment =>
  html`<section class="card flow" aria-labelledby="by-password"><h2 id="by-password">${text.passwordTitle}</h2>${postForm(
    page,
    "/login/password",
    html`${familyOf(page.institution).loginFields.map((given) => loginField(page, model, given))}<div class="actions">${submitButton(text.passwordLogin, { size: "wide", about: text.passwordAbout })}</div>`,
  )}</section>`;

/** BLGI001 ログイン, in the Shinkin family 利用者ログイン: the methods that the institution offers. */
export const loginPage = (page: PageContext, model: LoginModel = {}): string => {
  const { family, login } = page.institution;
  const text = loginTexts[family][page.language];
  const offersCertificate = login.methods.includes("certificate");
  const offersPassword = login.methods.includes("password");
  const offersBoth = offersCertificate && offersPassword;
  const cards: HtmlValue = [
    offersCertificate && (offersPassword ? certificateCard(page, text) : certificateCards(page, text)),
    offersPassword && passwordCard(page, text, model),
  ];
  return renderPage(page, {
    screen: loginScreens[family],
    isRefusal: model.refusal !== undefined,
    main: html`${model.refusal !== undefined && refusalBanner(page, model.refusal)}<div class="flow"><p class="lead">${
      offersBoth ? text.lead : text.leadOne
    }</p><div class="columns">${cards}</div><p>${text.trouble} <a href="${environmentPlace.path}">${inLanguage(page, environmentPlace.name)}</a></p></div>`,
  });
};
