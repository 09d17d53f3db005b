import { verifySecret } from "#domain/credential/credentials.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import type { BannerTone } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { problemPage } from "./problem-page.ts";
import { describe, statusOf } from "./refusals.ts";
import { pageAnswer } from "./visit.ts";
import type { Answer, SessionVisit } from "./visit.ts";

/**
 * The two pages that acts of administrators have in common: what will happen, with the confirmation password; and what
 * has happened.
 */

const texts = defineTexts({
  ja: { missing: "入力してください。", back: "戻る" },
  en: { missing: "Type it in.", back: "Back" },
});

type Pairs = readonly (readonly [string, HtmlValue])[];

/** Why the confirmation page is shown again. */
export interface Asked {
  readonly refusal: Refusal;
  /** What is wrong with the confirmation password. */
  readonly error?: string;
}

/** A page that asks for the confirmation password. */
export interface ConfirmModel {
  readonly screen: Screen;
  readonly parent: string;
  readonly breadcrumb: readonly Place[];
  readonly shown: Pairs;
  /** Below what is shown, in full. */
  readonly details?: HtmlValue;
  /** What it means. */
  readonly warning: { readonly tone: BannerTone; readonly title: string; readonly body: HtmlValue };
  readonly path: string;
  readonly hidden?: Readonly<Record<string, string>>;
  /** Inputs above the confirmation password. */
  readonly inputs?: HtmlValue;
  readonly execute: string;
  readonly isDangerous?: boolean;
  readonly backPath: string;
  readonly refusal?: DescribedRefusal;
  readonly error?: string | undefined;
}

/** The confirmation password of the visitor, as every act asks for it. */
export const confirmationField = (page: PageContext, error?: string): Fragment => {
  const secret = familyOf(page.institution).secretFields.confirmation;
  return field(page, {
    name: "secret",
    label: inLanguage(page, secret.label),
    type: "password",
    // Not current-password: a browser would fill in the login password here.
    autocomplete: "off",
    maxLength: secret.maxLength,
    error,
  });
};

const hiddenInputs = (hidden: Readonly<Record<string, string>> = {}): Fragment[] =>
  Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);

/** Whom it is about, what it means, and the confirmation password. */
export const confirmPage = (page: PageContext, model: ConfirmModel): string => {
  const { refusal, warning, isDangerous = false } = model;
  const form = postForm(
    page,
    model.path,
    html`${hiddenInputs(model.hidden)}${model.inputs}${confirmationField(page, model.error)}<div class="actions">${submitButton(
      model.execute,
      { tone: isDangerous ? "danger" : "primary" },
    )}${linkButton(texts[page.language].back, model.backPath, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: model.screen,
    parent: model.parent,
    breadcrumb: model.breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts(model.shown)}${model.details}${banner(warning)}<div class="card">${form}</div></div>`,
  });
};

/** The confirmation page, as an answer; again where something was refused. */
export const confirmAnswer = (visit: SessionVisit, model: ConfirmModel, asked?: Asked): Answer => {
  if (asked === undefined) return pageAnswer(confirmPage(visit.page, model));
  const refusal = describe(asked.refusal);
  return pageAnswer(confirmPage(visit.page, { ...model, refusal, error: asked.error }), statusOf(refusal));
};

/** Proves the visitor's confirmation password, counted like every proof; undefined: it is right. */
export const proveConfirmation = async ({
  services,
  session,
  form,
  origin,
  page,
}: SessionVisit): Promise<Asked | undefined> => {
  const secret = form["secret"] ?? "";
  if (secret === "")
    return {
      refusal: { code: "FORM_INCOMPLETE", detail: "no confirmation password" },
      error: texts[page.language].missing,
    };
  const proof = await verifySecret(services.context, {
    user: session.user,
    kind: "confirmation",
    secret,
    origin,
  });
  return proof.ok ? undefined : { refusal: proof.refusal };
};

/** What has happened, and where to go from here; the first of the links is the main one. */
export const resultPage = (
  page: PageContext,
  model: Pick<ConfirmModel, "screen" | "parent" | "breadcrumb" | "shown"> & {
    readonly title: string;
    readonly body: string;
    readonly links: readonly (readonly [label: string, path: string])[];
  },
): string =>
  renderPage(page, {
    screen: model.screen,
    parent: model.parent,
    breadcrumb: model.breadcrumb,
    main: html`<div class="flow reading">${banner({ tone: "success", title: model.title, body: html`<p>${model.body}</p>`, focus: true })}${facts(model.shown)}<p class="actions">${model.links.map(
      ([label, path], index) => linkButton(label, path, index === 0 ? {} : { tone: "secondary" }),
    )}</p></div>`,
  });

/** A page that says no and nothing else. */
export const problemAnswer = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};
