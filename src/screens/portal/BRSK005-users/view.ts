import { BOARD_FILTERS } from "#domain/user-administration/board.ts";
import type { BoardFilter, RightOnBoard } from "#domain/user-administration/board.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { linkButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { chip, emptyState, facts, table } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateOnly, daysLeftText } from "#screens/components/time.ts";
import { usersListPlace } from "../places.ts";
import { closedOtherwise, closedTexts, emptyTexts, filterNames, texts, usersScreen } from "./texts.ts";

/** One user of the contract, as the list shows them. */
export interface ListedUser {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly roleName: string;
  readonly isSelf: boolean;
  readonly isSuspended: boolean;
  /** Whether a password, a PIN or a second factor is stopped after wrong entries. */
  readonly isLocked: boolean;
  readonly state: ShownState;
  /** Last second of the certificate; undefined: there has never been one. */
  readonly notAfter: Temporal.Instant | undefined;
  /** Calendar days left of a certificate in use. */
  readonly daysLeft: number | undefined;
  readonly right: RightOnBoard;
  /** Whether the visitor may issue a certificate to this user now. */
  readonly mayIssue: boolean;
}

export interface UsersModel {
  readonly filter: BoardFilter;
  /** Of the whole contract. */
  readonly counts: Readonly<Record<BoardFilter, number>>;
  readonly users: readonly ListedUser[];
  /** Certificates of the contract in use or on their way. */
  readonly certificates: number;
}

const filterLinks = (page: PageContext, { filter, counts }: UsersModel): Fragment => {
  const links = BOARD_FILTERS.map((name) => {
    const isCurrent = name === filter;
    const path = name === "all" ? usersListPlace.path : `${usersListPlace.path}?show=${name}`;
    const link = attributes({
      class: `button button-small ${isCurrent ? "button-primary" : "button-secondary"}`,
      "aria-current": isCurrent ? "page" : undefined,
    });
    return html`<a ${link} href="${path}">${inLanguage(page, filterNames[name])} (${counts[name]})</a>`;
  });
  return html`<nav class="actions" aria-label="${texts[page.language].filters}">${links}</nav>`;
};

const certificateCell = (page: PageContext, user: ListedUser): Fragment => {
  const { notAfter, daysLeft, state } = user;
  if (notAfter === undefined || state === "none" || state === "onItsWay") return stateChip(page, state);
  return html`${stateChip(page, state)}<br><span class="nowrap">${dateOnly(page, notAfter)}</span>${
    daysLeft !== undefined &&
    html`<br><span class="quiet nowrap">${daysLeftText(page.language, daysLeft)}</span>`
  }`;
};

const rightCell = (page: PageContext, right: RightOnBoard): HtmlValue => {
  const text = texts[page.language];
  if (right.kind === "notNeeded") return "–";
  if (right.kind === "closed") return inLanguage(page, closedTexts[right.code] ?? closedOtherwise);
  const { deadline, daysLeft } = right;
  if (deadline === undefined || daysLeft === undefined) return html`<span class="nowrap">${text.open}</span>`;
  const left = chip(daysLeftText(page.language, daysLeft), daysLeft <= 10 ? "warning" : "neutral");
  return html`<span class="nowrap">${dateOnly(page, deadline)}${text.until}</span><br>${left}`;
};

const action = (page: PageContext, user: ListedUser): HtmlValue => {
  const text = texts[page.language];
  const path = `${usersListPlace.path}/${encodeURIComponent(user.userId)}`;
  const details = linkButton(text.details, path, {
    tone: "secondary",
    size: "small",
    about: text.detailsAbout(user.userName),
  });
  if (!user.mayIssue) return details;
  const isFirst =
    user.state === "none" && user.right.kind === "closed" && user.right.code === "ACQUISITION_NOT_GRANTED";
  const issue = linkButton(isFirst ? text.issue : text.reissue, `${path}/reissue`, {
    tone: "secondary",
    size: "small",
    about: text.about(user.userName),
  });
  return html`<div class="actions">${details}${issue}</div>`;
};

const row = (page: PageContext, user: ListedUser): readonly HtmlValue[] => {
  const text = texts[page.language];
  return [
    html`<span class="nowrap">${user.identity}</span>`,
    html`${user.userName}${user.isSelf && html`<span class="quiet">${text.self}</span>`}`,
    html`<span class="nowrap">${user.roleName}</span>`,
    html`${user.isSuspended ? chip(text.suspended, "error") : chip(text.active, "success")}${
      user.isLocked && html`<br>${chip(text.locked, "error")}`
    }`,
    certificateCell(page, user),
    rightCell(page, user.right),
  ];
};

/** From this share of a limit on, it is said how many are left. */
const NEAR_SHARE = 0.9;

const capValue = (page: PageContext, shown: string, count: number, limit: number): Fragment =>
  html`${shown}${
    count >= limit * NEAR_SHARE &&
    html` ${chip(texts[page.language].near(Math.max(limit - count, 0)), count >= limit ? "error" : "warning")}`
  }`;

/** How many of what a contract may have there are: told before the limit is met. */
const caps = (page: PageContext, { counts, certificates }: UsersModel): Fragment => {
  const text = texts[page.language];
  const { maxUsers } = page.institution.contract;
  const { maxPerContract } = page.institution.certificate;
  return facts([
    [text.users, capValue(page, text.usersOf(counts.all, maxUsers), counts.all, maxUsers)],
    [
      text.certificates,
      capValue(page, text.certificatesOf(certificates, maxPerContract), certificates, maxPerContract),
    ],
  ]);
};

/** BRSK005 利用者一覧: how every user of the contract stands. */
export const usersPage = (page: PageContext, breadcrumb: readonly Place[], model: UsersModel): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.role },
    { label: text.account },
    { label: text.certificate },
    { label: text.right },
    { label: text.action, isAction: true },
  ];
  const rows = model.users.map((user) => [...row(page, user), action(page, user)]);
  return renderPage(page, {
    screen: usersScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow">${caps(page, model)}${filterLinks(page, model)}${
      rows.length === 0
        ? emptyState(inLanguage(page, emptyTexts[model.filter]))
        : table(text.captions[model.filter], columns, rows)
    }</div>`,
  });
};
