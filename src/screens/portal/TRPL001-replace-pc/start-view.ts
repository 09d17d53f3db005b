import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { spanOf } from "#screens/components/span.ts";
import { REPLACEMENT_PATH } from "../places.ts";
import { replacementStartScreen, texts } from "./texts.ts";

export interface StartModel {
  /** Why the procedure cannot begin, or has ended. */
  readonly refusal?: DescribedRefusal | undefined;
  /** What is left to do then. */
  readonly way?: "begin" | "acquire" | "none";
}

/** What is asked, as the institution asks it; a field that two steps share is named once. */
const askedFields = (page: PageContext): string => {
  const { identityFields, secretFields } = familyOf(page.institution);
  const asked = page.institution.replacement.asksConfirmationSecret
    ? [...identityFields, secretFields.confirmation]
    : identityFields;
  return [...new Set(asked.map((field) => inLanguage(page, field.label)))].join(
    page.language === "ja" ? "、" : ", ",
  );
};

const stepList = (page: PageContext): Fragment => {
  const text = texts[page.language];
  const { replacement, acquisition } = page.institution;
  const steps = [
    text.stepProof(askedFields(page)),
    ...(acquisition.furtherProof.length === 0 ? [] : [text.stepFactors]),
    text.stepConfirm,
    text.stepAcquire,
  ];
  return html`<ol class="procedure" role="list">${steps.map((step) => html`<li>${step}</li>`)}</ol>${
    replacement.waitSeconds > 0 &&
    html`<p>${text.stepWait(spanOf(page.language, replacement.waitSeconds))}</p>`
  }`;
};

/** Who may do it here, where not everybody may. */
const roleList = (page: PageContext): HtmlValue => {
  const text = texts[page.language];
  const { byRole } = page.institution.replacement;
  const { roles, roleNames } = familyOf(page.institution);
  if (roles.every((role) => byRole[role] === "self")) return false;
  return html`<section class="flow" aria-labelledby="roles"><h2 id="roles">${text.rolesTitle}</h2>${facts(
    roles.map((role) => [inLanguage(page, roleNames[role]), text.roles[byRole[role]]] as const),
  )}</section>`;
};

const actions = (page: PageContext, way: NonNullable<StartModel["way"]>, isAgain: boolean): Fragment => {
  const text = texts[page.language];
  const back = linkButton(text.back, "/login", { tone: way === "none" ? "secondary" : "quiet" });
  if (way === "begin")
    return postForm(
      page,
      REPLACEMENT_PATH,
      html`<div class="actions">${submitButton(isAgain ? text.again : text.begin)}${back}</div>`,
    );
  return html`<p class="actions">${way === "acquire" && linkButton(text.acquire, "/certificate/acquire")}${back}</p>`;
};

/** TRPL001: what the procedure does, before anything is asked; or why it cannot go on. */
export const replacementStartPage = (page: PageContext, model: StartModel = {}): string => {
  const text = texts[page.language];
  const { refusal, way = "begin" } = model;
  return renderPage(page, {
    screen: replacementStartScreen,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${text.lead}</p>${
      refusal === undefined &&
      html`<section class="flow" aria-labelledby="when"><h2 id="when">${text.whenTitle}</h2><ul>${text.when.map((one) => html`<li>${one}</li>`)}</ul></section><section class="flow" aria-labelledby="steps"><h2 id="steps">${text.stepsTitle}</h2>${stepList(page)}<p>${text.newPcOnly}</p></section>`
    }${roleList(page)}${actions(page, way, refusal !== undefined)}</div>`,
  });
};
