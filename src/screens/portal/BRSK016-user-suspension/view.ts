import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { SuspensionAct } from "#domain/user-administration/suspension.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { chip, facts, table } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { suspensionPlace } from "../places.ts";
import {
  suspensionConfirmationScreen,
  suspensionListScreen,
  suspensionResultScreen,
  texts,
} from "./texts.ts";

/** A user whose account may be stopped or resumed. */
export interface SuspensionRow {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly roleName: string;
  readonly isSelf: boolean;
  readonly act: SuspensionAct;
  /** Whether the visitor may do it; else it takes the institution. */
  readonly isPossible: boolean;
}

const stateChip = (page: PageContext, act: SuspensionAct): Fragment => {
  const text = texts[page.language];
  return act === "resume" ? chip(text.suspended, "error") : chip(text.active, "success");
};

const pathOf = (userId: string): string => `${suspensionPlace.path}/${encodeURIComponent(userId)}`;

const action = (page: PageContext, row: SuspensionRow): HtmlValue => {
  const text = texts[page.language];
  if (row.isSelf) return undefined;
  if (!row.isPossible) return html`<span class="quiet">${text.byInstitution}</span>`;
  return linkButton(text.acts[row.act], pathOf(row.userId), {
    tone: "secondary",
    size: "small",
    about: text.about(row.userName),
  });
};

/** BRSK016 利用者停止・解除一覧. */
export const suspensionListPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  users: readonly SuspensionRow[],
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.role },
    { label: text.account },
    { label: text.action, isAction: true },
  ];
  const rows = users.map((row) => [
    row.identity,
    html`${row.userName}${row.isSelf && html`<span class="quiet">${text.self}</span>`}`,
    row.roleName,
    stateChip(page, row.act),
    action(page, row),
  ]);
  return renderPage(page, {
    screen: suspensionListScreen,
    parent: text.parent,
    breadcrumb,
    main: table(text.caption, columns, rows),
  });
};

export interface SuspensionModel extends SuspensionRow {
  readonly refusal?: DescribedRefusal;
  /** What is wrong with the confirmation password. */
  readonly error?: string | undefined;
}

const confirmationForm = (page: PageContext, { userId, act, error }: SuspensionModel): Fragment => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  return postForm(
    page,
    pathOf(userId),
    html`<input type="hidden" name="act" value="${act}">${field(page, {
      name: "secret",
      label: inLanguage(page, secret.label),
      type: "password",
      // Not current-password: a browser would fill in the login password here.
      autocomplete: "off",
      maxLength: secret.maxLength,
      error,
    })}<div class="actions">${submitButton(text.acts[act], { tone: act === "suspend" ? "danger" : "primary" })}${linkButton(
      text.back,
      suspensionPlace.path,
      { tone: "secondary" },
    )}</div>`,
  );
};

const person = (page: PageContext, row: SuspensionRow): Fragment => {
  const text = texts[page.language];
  return facts([
    [text.identity[page.institution.family], row.identity],
    [text.userName, row.userName],
    [text.role, row.roleName],
    [text.account, stateChip(page, row.act)],
  ]);
};

/** 利用者停止・解除確認: who, what it means, and the confirmation password. */
export const suspensionConfirmationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: SuspensionModel,
): string => {
  const text = texts[page.language];
  const { act, refusal } = model;
  return renderPage(page, {
    screen: suspensionConfirmationScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${person(page, model)}${banner(
      {
        tone: act === "suspend" ? "warning" : "info",
        title: text.titles[act],
        body: html`<p>${text.bodies[act]}</p>`,
      },
    )}<div class="card">${confirmationForm(page, model)}</div></div>`,
  });
};

/** 利用者停止・解除結果. `done`: what was done; the row is as the user stands now. */
export const suspensionResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { done, ...row }: SuspensionRow & { readonly done: SuspensionAct },
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: suspensionResultScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({ tone: "success", title: text.done[done], focus: true })}${person(page, row)}<p class="actions">${linkButton(text.list, suspensionPlace.path)}</p></div>`,
  });
};
