import type { TransitionPlan, TransitionStage } from "#domain/contract/transition.ts";
import { READINESS_STATES } from "#domain/user-administration/readiness.ts";
import type { ReadinessState } from "#domain/user-administration/readiness.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { chip, facts, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone, dateOnly } from "#screens/components/time.ts";
import { resultPage } from "../act-pages.ts";
import { readinessPlace } from "../places.ts";
import { readinessNames, readinessScreen, remindedScreen, ruleTexts, texts } from "./texts.ts";

export interface ReadinessRow {
  readonly identity: string;
  readonly userName: string;
  readonly readiness: ReadinessState;
  readonly state: ShownState;
  readonly notAfter: Temporal.Instant | undefined;
  /** Of a right to acquire that runs. */
  readonly deadline: Temporal.Instant | undefined;
  readonly remindedAt: Temporal.Instant | undefined;
}

export interface ReadinessModel {
  readonly stage: TransitionStage;
  readonly plan: Pick<TransitionPlan, "acquireFrom" | "passwordEndsAt"> | undefined;
  readonly rows: readonly ReadinessRow[];
  readonly mayRemind: boolean;
  /** Whether the visitor may set the dates of the move. */
  readonly mayPlan: boolean;
  readonly refusal?: DescribedRefusal;
}

const tones: Readonly<Record<ReadinessState, ChipTone>> = {
  ready: "success",
  onItsWay: "warning",
  mayAcquire: "warning",
  needsAct: "error",
  stopped: "neutral",
};

/** Users who would be without a way to log in once ID and password end. */
const withoutCertificate = (rows: readonly ReadinessRow[]): number =>
  rows.filter(({ readiness }) => readiness !== "ready" && readiness !== "stopped").length;

const stageBanner = (page: PageContext, { stage, plan, rows }: ReadinessModel): Fragment => {
  const text = texts[page.language];
  const left = withoutCertificate(rows);
  if (stage === "certificateOnly")
    return banner({
      tone: left === 0 ? "success" : "warning",
      title: text.only,
      body: html`<p>${text.onlyBody}</p>`,
      heading: "h2",
    });
  if (plan === undefined || stage === "unplanned") {
    const rule = ruleTexts[page.institution.login.passwordLoginEnds];
    return banner({
      tone: "warning",
      title: inLanguage(page, rule.title),
      body: html`<p>${inLanguage(page, rule.body)}</p>`,
      heading: "h2",
    });
  }
  return banner({
    tone: stage === "both" && left > 0 ? "warning" : "info",
    title: text[stage],
    body: html`${facts([
      [text.acquireFrom, dateAndTimeWithZone(page, plan.acquireFrom)],
      [text.passwordEnds, html`<strong>${dateAndTimeWithZone(page, plan.passwordEndsAt)}</strong>`],
    ])}<p>${text.passwordEndsBody(left)}</p>`,
    heading: "h2",
  });
};

const counts = (page: PageContext, rows: readonly ReadinessRow[]): Fragment => {
  const text = texts[page.language];
  const pairs = READINESS_STATES.map((state): readonly [string, HtmlValue] => {
    const count = rows.filter(({ readiness }) => readiness === state).length;
    return [inLanguage(page, readinessNames[state]), text.people(count)];
  });
  return html`<h2>${text.counts}</h2>${facts(pairs)}`;
};

const rowOf = (page: PageContext, row: ReadinessRow): readonly HtmlValue[] => {
  const text = texts[page.language];
  return [
    html`<span class="nowrap">${row.identity}</span>`,
    row.userName,
    chip(inLanguage(page, readinessNames[row.readiness]), tones[row.readiness]),
    html`${stateChip(page, row.state)}${
      row.notAfter !== undefined && html`<br><span class="nowrap">${dateOnly(page, row.notAfter)}</span>`
    }`,
    row.deadline === undefined
      ? "–"
      : html`<span class="nowrap">${dateOnly(page, row.deadline)}${text.until}</span>`,
    row.remindedAt === undefined
      ? html`<span class="quiet">${text.never}</span>`
      : html`<span class="nowrap">${dateOnly(page, row.remindedAt)}</span>`,
  ];
};

const actions = (page: PageContext, { stage, plan, mayRemind, mayPlan }: ReadinessModel): HtmlValue => {
  const text = texts[page.language];
  const planPath = `${readinessPlace.path}/plan`;
  const plans =
    mayPlan &&
    stage !== "certificateOnly" &&
    html`<p class="actions">${linkButton(plan === undefined ? text.plan : text.replan, planPath, {
      tone: "secondary",
    })}${stage === "both" && linkButton(text.finish, `${readinessPlace.path}/finish`, { tone: "secondary" })}</p>`;
  const remind =
    mayRemind &&
    postForm(
      page,
      `${readinessPlace.path}/remind`,
      html`<p class="field-help">${text.remindHelp}</p><div class="actions">${submitButton(text.remind)}</div>`,
    );
  return html`${plans}${remind}`;
};

/** 電子証明書方式への移行状況: who is ready, who not, and what happens when. */
export const readinessPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: ReadinessModel,
): string => {
  const text = texts[page.language];
  const { refusal } = model;
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.state },
    { label: text.certificate },
    { label: text.deadline },
    { label: text.reminded },
  ];
  return renderPage(page, {
    screen: readinessScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow">${refusal !== undefined && refusalBanner(page, refusal)}${stageBanner(page, model)}${counts(page, model.rows)}${actions(page, model)}${table(
      text.caption,
      columns,
      model.rows.map((row) => rowOf(page, row)),
    )}<p class="quiet">${text.print}</p></div>`,
  });
};

/** 取得のご案内送信結果. */
export const remindedPage = (page: PageContext, breadcrumb: readonly Place[], count: number): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: remindedScreen,
    parent: text.parent,
    breadcrumb,
    shown: [],
    title: text.reminders,
    body: text.remindedBody(count),
    links: [[text.back, readinessPlace.path]],
  });
};
