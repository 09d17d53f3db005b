import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { chip, emptyState, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { fill, formatInstant, stateTexts, texts as shared } from "../../cli/texts.ts";
import type { InstalledCertificate, InstalledState } from "../../core/installed.ts";
import type { Bilingual } from "../../core/key-store.ts";
import type { Failure } from "../../core/failure.ts";
import { failureBanner } from "../failure-banner.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { placeKey } from "../places.ts";
import type { Place } from "../places.ts";

const texts = {
  title: { ja: "証明書取得", en: "Certificates" },
  issue: { ja: "証明書発行", en: "Issue a certificate" },
  issueLead: {
    ja: "はじめてお使いになる方、証明書の期限が切れた方、PCを替えた方は、証明書を発行してください。",
    en: "For a first certificate, after one expired, or on another PC.",
  },
  institution: { ja: "金融機関", en: "Institution" },
  noPlace: {
    ja: "どの金融機関の証明書かが分かりません。",
    en: "The institution is not known yet.",
  },
  noPlaceAction: {
    ja: "金融機関の画面「証明書取得」にある［証明書発行アプリの起動］から始めてください。",
    en: "Please start from [Start the issuing application] on your institution's page.",
  },
  list: { ja: "証明書一覧", en: "Certificates on this PC" },
  searching: { ja: "証明書を探しています…", en: "Looking for certificates…" },
  none: { ja: "このPCに証明書はありません。", en: "There are no certificates on this PC." },
  noneHint: {
    ja: "別の OS ユーザ（Windows や Linux のログイン名）や別のブラウザで取得した証明書は、ここには表示されません。",
    en: "Those obtained by another OS user or for another browser are not shown here.",
  },
  listFailed: { ja: "証明書一覧を表示できません。", en: "The certificates cannot be listed." },
  renew: { ja: "証明書更新", en: "Renew" },
  delete: { ja: "削除", en: "Delete" },
  deleteAll: { ja: "使えない証明書をまとめて削除", en: "Delete all that cannot be used" },
  cleanUp: {
    ja: "もう使えない証明書が{count}枚あります。",
    en: "{count} certificates here cannot be used any more.",
  },
  cleanUpBody: {
    ja: "残しておくと、ログインのときの証明書の選択画面に出て紛らわしいことがあります。削除しても、ご利用中の証明書には影響しません。",
    en: "They may stand in the browser's selection dialog and look the same there. Deleting them does no harm to the one in use.",
  },
  deleted: { ja: "証明書を削除しました。", en: "The certificate is deleted." },
  action: { ja: "操作", en: "Action" },
  soon: { ja: "まもなく期限切れ", en: "expires soon" },
} as const satisfies Record<string, Bilingual>;

const TONES: Readonly<Record<InstalledState, ChipTone>> = {
  valid: "success",
  notYetValid: "neutral",
  expired: "error",
  revoked: "error",
};

/** From when on the list says that a certificate wants to be renewed. The institution decides whether it may be. */
const SOON_DAYS = 40;

/** What the first page shows. */
export interface CertificatesModel {
  readonly certificates: readonly InstalledCertificate[] | undefined;
  readonly failure: Failure | undefined;
  readonly places: readonly Place[];
  readonly wasDeleted: boolean;
}

const accountOf = ({ note, subject }: InstalledCertificate): string =>
  note === undefined || note.account.length === 0
    ? subject
    : note.account.map(({ value }) => value).join(" / ");

const stateOf = ({ state, daysLeft }: InstalledCertificate, page: PageContext): Fragment =>
  state === "valid" && daysLeft <= SOON_DAYS
    ? chip(texts.soon[page.language], "warning")
    : chip(stateTexts[state][page.language], TONES[state]);

const expiryOf = (page: PageContext, { notAfter, daysLeft }: InstalledCertificate): Fragment => {
  const { language, timeZone } = page;
  const days = daysLeft < 0 ? shared.daysAgo[language] : shared.daysLeft[language];
  return html`${formatInstant(notAfter, language, timeZone)}<br><span class="quiet">${fill(days, { days: Math.abs(daysLeft) })}</span>`;
};

const canRenew = ({ state, note }: InstalledCertificate): boolean => state === "valid" && note !== undefined;

const actionOf = (page: PageContext, installed: InstalledCertificate): HtmlValue => {
  const about = accountOf(installed);
  if (canRenew(installed)) {
    const tone = installed.daysLeft <= SOON_DAYS ? "primary" : "secondary";
    return actionForm(
      page,
      "renew",
      html`<input type="hidden" name="serial" value="${installed.serial}">${submitButton(texts.renew[page.language], { tone, size: "small", about })}`,
      "inline",
    );
  }
  return linkButton(texts.delete[page.language], `${page.base}delete?serial=${installed.serial}`, {
    tone: "quiet",
    about,
  });
};

const list = (page: PageContext, certificates: readonly InstalledCertificate[]): Fragment => {
  const { language } = page;
  if (certificates.length === 0)
    return html`${emptyState(texts.none[language])}<p class="quiet">${texts.noneHint[language]}</p>`;
  return table(
    texts.list[language],
    [
      { label: texts.institution[language] },
      { label: shared.account[language] },
      { label: shared.device[language] },
      { label: shared.expiry[language] },
      { label: shared.state[language] },
      { label: texts.action[language], isAction: true },
    ],
    certificates.map((installed) => [
      installed.institution?.name[language] ?? shared.unknown[language],
      accountOf(installed),
      installed.note === undefined
        ? shared.unknown[language]
        : `${installed.note.deviceName} / ${installed.note.osUser}`,
      expiryOf(page, installed),
      stateOf(installed, page),
      actionOf(page, installed),
    ]),
  );
};

const cleanUp = (page: PageContext, certificates: readonly InstalledCertificate[]): HtmlValue => {
  const useless = certificates.filter(({ state }) => state === "expired" || state === "revoked");
  const { language } = page;
  return (
    useless.length > 0 &&
    banner({
      tone: "info",
      title: fill(texts.cleanUp[language], { count: useless.length }),
      body: html`<p>${texts.cleanUpBody[language]}</p><p>${linkButton(texts.deleteAll[language], `${page.base}delete?all=useless`, { tone: "secondary", size: "small" })}</p>`,
    })
  );
};

const issue = (page: PageContext, places: readonly Place[]): Fragment => {
  const { language } = page;
  const [only, ...others] = places;
  if (only === undefined) {
    return banner({
      tone: "warning",
      title: texts.noPlace[language],
      body: html`<p>${texts.noPlaceAction[language]}</p>`,
    });
  }
  const nameOf = (place: Place): string => place.name?.[language] ?? place.institution;
  const choice =
    others.length === 0
      ? html`<input type="hidden" name="place" value="${placeKey(only)}">`
      : html`<div class="field"><label for="field-place">${texts.institution[language]}</label><select class="input" id="field-place" name="place">${places.map((place) => html`<option value="${placeKey(place)}">${nameOf(place)}</option>`)}</select></div>`;
  return html`<div class="card">${actionForm(
    page,
    "issue",
    html`<p>${texts.issueLead[language]}</p>${choice}<div class="actions">${submitButton(texts.issue[language])}${others.length === 0 && html`<span class="quiet">${nameOf(only)}</span>`}</div>`,
  )}</div>`;
};

/** CCHK001 証明書取得: issue; the certificates of this PC as people read them; renew; clean up. */
export const certificatesPage = (page: PageContext, model: CertificatesModel): string => {
  const { language } = page;
  const { certificates, failure, places, wasDeleted } = model;
  const found =
    certificates === undefined
      ? html`<p role="status">${texts.searching[language]}</p>`
      : html`${cleanUp(page, certificates)}${list(page, certificates)}`;
  return renderWindow(page, {
    id: "CCHK001",
    title: texts.title[language],
    main: html`${wasDeleted && banner({ tone: "success", title: texts.deleted[language], focus: true })}${issue(page, places)}<section class="flow" aria-labelledby="list"><h2 id="list">${texts.list[language]}</h2>${
      failure === undefined ? found : failureBanner(page, failure, false)
    }</section>`,
  });
};
