import type { EndCause, RevocationReason } from "#domain/certificate/certificates.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { linkButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { emptyState, table } from "#screens/components/data.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime } from "#screens/components/time.ts";
import { ownCertificatesScreen, texts } from "./texts.ts";

/** One certificate that was issued for the visitor. */
export interface OwnCertificate {
  /** Hexadecimal digits. */
  readonly serial: string;
  readonly issuedAt: Temporal.Instant;
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
}

/** Names of the places where keys are kept; others are shown as the issuing application calls them. */
const KEY_STORES: ReadonlyMap<string, Readonly<Record<"ja" | "en", string>>> = new Map([
  ["nss", { ja: "ブラウザーの証明書ストア（NSS）", en: "the browser's certificate store (NSS)" }],
  ["est", { ja: "EST を使う機器", en: "a device that uses EST" }],
]);

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
  return html`<p>${device}</p>${
    keyStoreKind !== undefined &&
    html`<p class="quiet">${text.keyStore(KEY_STORES.get(keyStoreKind)?.[page.language] ?? keyStoreKind)}</p>`
  }`;
};

/** Every certificate that was ever issued for the visitor's ID, whatever became of it. */
export const ownCertificatesPage = (
  page: PageContext,
  top: Place,
  certificates: readonly OwnCertificate[],
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.issued },
    { label: text.state },
    { label: text.validUntil },
    { label: text.device },
    { label: text.lastUse },
    { label: text.serial },
  ];
  const rows = certificates.map((one) => [
    dateAndTime(page, one.issuedAt),
    html`<div class="flow-small">${stateChip(page, one.state)}${explanation(page, one)}</div>`,
    dateAndTime(page, one.notAfter),
    html`<div>${place(page, one)}</div>`,
    one.lastUsedAt === undefined ? text.neverUsed : dateAndTime(page, one.lastUsedAt),
    serialText(one.serial),
  ]);
  return renderPage(page, {
    screen: ownCertificatesScreen,
    breadcrumb: [top],
    main: html`<p>${text.intro}</p>${
      rows.length === 0 ? emptyState(text.empty) : table(text.count(rows.length), columns, rows)
    }<p class="actions">${linkButton(text.back, "/top", { tone: "secondary" })}</p>`,
  });
};
