import type { LoginRecord } from "#domain/login/history.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { chip, emptyState, table } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime, dateOnly } from "#screens/components/time.ts";
import { certificateSection } from "./certificate-section.ts";
import type { ShownNotice, TopModel } from "./model.ts";
import { texts, topScreens } from "./texts.ts";

const historySection = (page: PageContext, history: readonly LoginRecord[]): Fragment => {
  const text = texts[page.language];
  const columns = [
    { label: text.at },
    { label: text.method },
    { label: text.outcome },
    { label: text.address },
  ];
  const rows = history.map((record) => [
    dateAndTime(page, record.at),
    text.methods[record.method],
    chip(text.outcomes[record.outcome], record.outcome === "succeeded" ? "success" : "error"),
    record.address,
  ]);
  return html`<section class="flow" aria-labelledby="history"><h2 id="history">${text.history}</h2>${
    rows.length === 0 ? emptyState(text.historyEmpty) : table(text.historyHint, columns, rows)
  }</section>`;
};

const noticesSection = (page: PageContext, notices: readonly ShownNotice[]): Fragment => {
  const text = texts[page.language];
  const items = notices.map(
    (notice) =>
      html`<li><p class="quiet">${dateOnly(page, notice.publishedFrom)}</p><h3>${inLanguage(page, notice.title)}</h3><p>${inLanguage(page, notice.body)}</p></li>`,
  );
  return html`<section class="flow" aria-labelledby="notices"><h2 id="notices">${text.notices}</h2>${
    items.length === 0 ? emptyState(text.noticesEmpty) : html`<ul class="notices" role="list">${items}</ul>`
  }</section>`;
};

/** BTOP001 トップページ, Shinkin: 利用者ステータス. */
export const topPage = (page: PageContext, model: TopModel): string =>
  renderPage(page, {
    screen: topScreens[page.institution.family],
    main: html`<div class="split"><div class="sections">${certificateSection(page, model)}${historySection(page, model.history)}</div>${noticesSection(page, model.notices)}</div>`,
  });
