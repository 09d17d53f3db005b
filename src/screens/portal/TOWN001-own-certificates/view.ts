import type { EndCause, RevocationReason } from "#domain/certificate/certificates.ts";
import type { CertificateAct } from "#domain/replacement/history.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { linkButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { emptyState, table } from "#screens/components/data.ts";
import { keyStoreName, keyStoreRemark } from "#screens/components/key-store.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { pager } from "#screens/components/pager.ts";
import type { PagePart } from "#screens/components/pager.ts";
import { dateAndTime } from "#screens/components/time.ts";
import { OWN_REPLACEMENT_PATH } from "../places.ts";
import { ownCertificatesScreen, texts } from "./texts.ts";

/** One certificate that was issued for the visitor. */
export interface OwnCertificate {
  /** Hexadecimal digits. */
  readonly serial: string;
  readonly issuedAt: Temporal.Instant;
  /** Address from which it was asked for; undefined: not recorded. */
  readonly issuedFrom: string | undefined;
  readonly notAfter: Temporal.Instant;
  readonly state: ShownState;
  readonly end:
    | {
        readonly at: Temporal.Instant;
        readonly cause: EndCause;
        readonly reason: RevocationReason | undefined;
      }
    | undefined;
  readonly deviceName: string | undefined;
  readonly osUser: string | undefined;
  readonly keyStoreKind: string | undefined;
  readonly lastUsedAt: Temporal.Instant | undefined;
  /** Whether the visitor is logged in with it. */
  readonly isOfThisSession: boolean;
  /** Whether it can be used, or is on its way: then it can be disowned. */
  readonly isLive: boolean;
}

/** What the screen shows. */
export interface OwnCertificatesModel {
  readonly certificates: readonly OwnCertificate[];
  /** On all pages. */
  readonly total: number;
  readonly part: Pick<PagePart<unknown>, "number" | "pages">;
  readonly acts: readonly CertificateAct[];
  readonly mayReplace: boolean;
}

const keptIn = (page: PageContext, kind: string): Fragment => {
  const remark = keyStoreRemark(page, kind);
  return html`<p class="quiet">${texts[page.language].keyStore(keyStoreName(page, kind))}</p>${
    remark !== undefined && html`<p class="quiet">${remark}</p>`
  }`;
};

/** In groups of four, as it is read out over the telephone; it can break anywhere between them. */
const serialText = (serial: string): Fragment =>
  html`<code>${serial.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>`;

const explanation = (page: PageContext, { state, end }: OwnCertificate): Fragment => {
  const text = texts[page.language];
  if (end === undefined) {
    const words: Readonly<Record<ShownState, string>> = {
      none: "",
      onItsWay: text.confirming,
      active: text.usable,
      expired: text.ends.expiry,
      superseded: text.ends.supersession,
      revoked: text.ends.revocation,
    };
    return html`<p class="quiet">${words[state]}</p>`;
  }
  const reason = end.cause === "revocation" && end.reason !== undefined ? text.reasons[end.reason] : "";
  return html`<p class="quiet">${text.ends[end.cause]} ${reason}</p><p class="quiet">${text.endedAt}: ${dateAndTime(page, end.at)}</p>`;
};

const place = (page: PageContext, { deviceName, osUser, keyStoreKind }: OwnCertificate): Fragment => {
  const text = texts[page.language];
  const device =
    deviceName === undefined
      ? text.unknown
      : deviceName + (osUser === undefined || osUser === "" ? "" : text.account(osUser));
  return html`<p>${device}</p>${keyStoreKind !== undefined && keptIn(page, keyStoreKind)}`;
};

/** A line of a cell: what it is, and a value that stays on one line where there is room. */
const line = (label: string, value: HtmlValue): Fragment =>
  html`<p><span class="quiet">${label}</span> <span class="one-line">${value}</span></p>`;

const period = (page: PageContext, { issuedAt, issuedFrom, notAfter }: OwnCertificate): Fragment => {
  const text = texts[page.language];
  return html`<div class="flow-small">${line(text.issued, dateAndTime(page, issuedAt))}${line(
    text.validUntil,
    dateAndTime(page, notAfter),
  )}${issuedFrom !== undefined && line(text.from, issuedFrom)}</div>`;
};

const use = (page: PageContext, { lastUsedAt, isOfThisSession }: OwnCertificate): Fragment => {
  const text = texts[page.language];
  return html`<div class="flow-small"><p>${lastUsedAt === undefined ? text.neverUsed : dateAndTime(page, lastUsedAt)}</p>${
    isOfThisSession && html`<p class="quiet">${text.thisSession}</p>`
  }</div>`;
};

const disown = (page: PageContext, { serial, isLive, deviceName }: OwnCertificate): HtmlValue => {
  const text = texts[page.language];
  return (
    isLive &&
    linkButton(
      html`<span class="nowrap">${text.notMe}</span>`,
      `/certificates/${encodeURIComponent(serial)}/disown`,
      {
        tone: "secondary",
        size: "small",
        about: text.notMeAbout(deviceName ?? serial.slice(0, 8)),
      },
    )
  );
};

const list = (page: PageContext, { certificates, total, part }: OwnCertificatesModel): Fragment => {
  const text = texts[page.language];
  const columns = [
    { label: text.device },
    { label: text.state },
    { label: text.period },
    { label: text.lastUse },
    { label: text.action, isAction: true },
  ];
  const rows = certificates.map((one) => [
    html`<div class="flow-small">${place(page, one)}<p class="quiet">${text.serial}: ${serialText(one.serial)}</p></div>`,
    html`<div class="flow-small">${stateChip(page, one.state)}${explanation(page, one)}</div>`,
    period(page, one),
    use(page, one),
    disown(page, one),
  ]);
  return html`${table(text.count(total), columns, rows)}${pager(page, "/certificates", part)}`;
};

const history = (page: PageContext, acts: readonly CertificateAct[]): HtmlValue => {
  const text = texts[page.language];
  const columns = [{ label: text.at }, { label: text.act }, { label: text.device }, { label: text.from }];
  const rows = acts.map((one) => [
    dateAndTime(page, one.at),
    html`<div class="flow-small"><p>${text.acts[one.act]}</p><p class="quiet">${one.wasLoggedIn ? text.loggedIn : text.notLoggedIn}</p></div>`,
    html`<div class="flow-small"><p>${one.deviceName ?? text.unknown}</p><p class="quiet">${serialText(one.serial)}</p></div>`,
    html`<span class="one-line">${one.address}</span>`,
  ]);
  return (
    acts.length > 0 &&
    html`<section class="flow" aria-labelledby="acts"><h2 id="acts">${text.history}</h2>${table(text.historyCaption, columns, rows)}</section>`
  );
};

/** Every certificate that was ever issued for the visitor's ID, whatever became of it. */
export const ownCertificatesPage = (page: PageContext, top: Place, model: OwnCertificatesModel): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: ownCertificatesScreen,
    breadcrumb: [top],
    main: html`<p>${text.intro}</p>${
      model.total === 0 ? emptyState(text.empty) : list(page, model)
    }${history(page, model.acts)}<p class="actions">${linkButton(text.back, "/top", { tone: "secondary" })}${
      model.mayReplace && linkButton(text.replace, OWN_REPLACEMENT_PATH, { tone: "quiet" })
    }</p>`,
  });
};
