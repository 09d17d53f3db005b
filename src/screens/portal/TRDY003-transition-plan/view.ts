import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { resultPage } from "../act-pages.ts";
import type { ConfirmModel } from "../act-pages.ts";
import { administrationPlace, readinessPlace, topPlaces } from "../places.ts";
import { finishScreen, planConfirmationScreen, planResultScreen, planScreen, texts } from "./texts.ts";

const PLAN = `${readinessPlace.path}/plan`;

const trail = (page: PageContext): readonly Place[] => [
  topPlaces[page.institution.family],
  administrationPlace,
  readinessPlace,
];

/** Dates as typed: `2027-04-01`. */
export interface PlanValues {
  readonly acquireFrom: string;
  readonly passwordEndsOn: string;
}

export interface PlanModel {
  readonly values: PlanValues;
  readonly errors?: Readonly<Record<string, string>>;
  readonly refusal?: DescribedRefusal;
}

/** 移行日の設定: two dates. */
export const planPage = (page: PageContext, { values, errors = {}, refusal }: PlanModel): string => {
  const text = texts[page.language];
  const { leastDays, mostDays } = page.institution.transition;
  const date = (name: keyof PlanValues) =>
    field(page, {
      name,
      label: text[name],
      autocomplete: "off",
      inputMode: "text",
      maxLength: 10,
      help: text.dateHelp,
      error: errors[name],
      value: values[name],
    });
  const form = postForm(
    page,
    PLAN,
    html`${date("acquireFrom")}${date("passwordEndsOn")}<div class="actions">${submitButton(text.next)}${linkButton(text.back, readinessPlace.path, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: planScreen,
    parent: text.parent,
    breadcrumb: trail(page),
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p>${text.lead(leastDays, mostDays)}</p><div class="card">${form}</div></div>`,
  });
};

/** 移行日の設定確認: `left`: users who have no certificate now. */
export const planConfirmModel = (page: PageContext, values: PlanValues, left: number): ConfirmModel => {
  const text = texts[page.language];
  return {
    screen: planConfirmationScreen,
    parent: text.parent,
    breadcrumb: trail(page),
    shown: [
      [text.acquireFrom, values.acquireFrom],
      [text.passwordEndsOn, values.passwordEndsOn],
    ],
    warning: { tone: "warning", title: text.title, body: html`<p>${text.body(left)}</p>` },
    path: `${PLAN}/execute`,
    hidden: { ...values },
    execute: text.execute,
    backPath: PLAN,
  };
};

/** ID・パスワード方式終了確認: who has no certificate, by name. */
export const finishModel = (page: PageContext, names: readonly string[]): ConfirmModel => {
  const text = texts[page.language];
  return {
    screen: finishScreen,
    parent: text.parent,
    breadcrumb: trail(page),
    shown: [
      [
        text.names,
        names.length === 0 ? text.nobody : html`<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`,
      ],
    ],
    warning: {
      tone: "warning",
      title: text.finishTitle,
      body: html`<p>${text.finishBody(names.length)}</p>`,
    },
    path: `${readinessPlace.path}/finish`,
    execute: text.finish,
    isDangerous: true,
    backPath: readinessPlace.path,
  };
};

/** 移行日の設定結果. */
export const planResultPage = (page: PageContext, what: "planned" | "finished"): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: planResultScreen,
    parent: text.parent,
    breadcrumb: trail(page),
    shown: [],
    title: what === "planned" ? text.done : text.finished,
    body: what === "planned" ? text.doneBody : text.finishedBody,
    links: [[text.board, readinessPlace.path]],
  });
};
