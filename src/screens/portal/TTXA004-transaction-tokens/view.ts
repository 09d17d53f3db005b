import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { linkButton } from "#screens/components/button.ts";
import { emptyState, table } from "#screens/components/data.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { transactionTokensPlace } from "../places.ts";
import { texts, tokensScreen } from "./texts.ts";

/** A token in use, with those who use it. */
export interface TransactionTokenRow {
  readonly serial: string;
  /** Names and IDs. */
  readonly users: readonly string[];
  readonly startedAt: Temporal.Instant;
  readonly isOwn: boolean;
}

export const pathOfToken = (serial: string): string =>
  `${transactionTokensPlace.path}/${encodeURIComponent(serial)}`;

const action = (page: PageContext, { serial, isOwn }: TransactionTokenRow): HtmlValue => {
  const text = texts[page.language];
  return isOwn
    ? html`<span class="quiet">${text.own}</span>`
    : linkButton(text.revoke, pathOfToken(serial), {
        tone: "secondary",
        size: "small",
        about: text.about(serial),
      });
};

/** What is shown of a token before and after it is revoked. */
export const tokenPairs = (
  page: PageContext,
  { serial, users, startedAt }: TransactionTokenRow,
): readonly (readonly [string, HtmlValue])[] => {
  const text = texts[page.language];
  return [
    [text.serial, html`<code>${serial}</code>`],
    [text.users, html`<ul role="list">${users.map((user) => html`<li>${user}</li>`)}</ul>`],
    [text.since, dateAndTimeWithZone(page, startedAt)],
  ];
};

/** TTXA004: the tokens of the contract that are in use. */
export const transactionTokensPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  rows: readonly TransactionTokenRow[],
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.serial },
    { label: text.users },
    { label: text.since },
    { label: text.action, isAction: true },
  ];
  const list = table(
    text.caption,
    columns,
    rows.map((row) => [
      html`<code>${row.serial}</code>`,
      html`${row.users.join(", ")}`,
      dateAndTimeWithZone(page, row.startedAt),
      action(page, row),
    ]),
  );
  return renderPage(page, {
    screen: tokensScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<p class="lead reading">${text.lead}</p>${rows.length === 0 ? emptyState(text.empty) : list}`,
  });
};
