import type { Language } from "#platform/html/language.ts";
import { transactionApproval } from "#screens/components/transaction-approval.ts";
import { confirmPage, resultPage } from "#screens/portal/act-pages.ts";
import {
  administrationPlace,
  ownTransactionPlace,
  settingsPlace,
  topPlaces,
  transactionTokensPlace,
  usersPlace,
} from "#screens/portal/places.ts";
import {
  ownTransactionPage,
  registrationPage,
  selectionPage,
  startedPage,
} from "#screens/portal/TTXA001-transaction-authentication/view.ts";
import {
  texts,
  tokenRevocationScreen,
  tokenRevokedScreen,
} from "#screens/portal/TTXA004-transaction-tokens/texts.ts";
import { tokenPairs, transactionTokensPage } from "#screens/portal/TTXA004-transaction-tokens/view.ts";
import { writeChallenge, writeRegistration } from "#shared/transaction-token.ts";
import { entry, NOW, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const own: Scene = { institution: "akagi", role: "user", path: ownTransactionPlace.path };
const master: Scene = { institution: "akagi", role: "master", path: transactionTokensPlace.path };
const ownTrail = [topPlaces.bizsol, settingsPlace];
const tokensTrail = [topPlaces.bizsol, administrationPlace, usersPlace];
const SERIAL = "K7Q2-9XM0";

const token = (language: Language, colleagues: readonly string[]) => ({
  serial: SERIAL,
  startedAt: NOW.subtract({ hours: 24 * 30 }),
  colleagues: colleagues.length === 0 ? [] : [people[language][1]],
});

const registration = writeRegistration({
  institutionId: "akagi",
  offerId: "3q2-7wAAAAAAAAAAAAAAAA",
  serverKey: "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
});

const offer = (isClaimed: boolean) => ({
  address: `https://akagi.example.jp/token/${registration}`,
  appAddress: "https://akagi.example.jp/token/",
  isClaimed,
});

const challenge = (title: string, value: string): string =>
  writeChallenge({
    institutionId: "akagi",
    serial: SERIAL,
    nonce: "3q2-7wAAAAAAAAAAAAAAAA",
    expiresAtSeconds: Math.floor(NOW.epochMilliseconds / 1000) + 600,
    title,
    lines: [{ label: "利用者名", value }],
  });

const row = (language: Language, isOwn = false) => ({
  serial: isOwn ? "A1B2-C3D4" : SERIAL,
  users: isOwn
    ? [`${people[language][0]} (akagi01)`]
    : people[language].map((name, index) => `${name} (akagi0${index + 2})`),
  startedAt: NOW.subtract({ hours: 24 * 30 }),
  isOwn,
});

const ownEntries: readonly GalleryEntry[] = [
  entry("TTXA001-none", own, (page) => ownTransactionPage(page, ownTrail, undefined)),
  entry("TTXA001-shared", own, (page, language) =>
    ownTransactionPage(page, ownTrail, token(language, ["one"])),
  ),
  entry("BLGI023-selection", own, (page) => selectionPage(page, { breadcrumb: ownTrail, mayShare: true })),
  entry("BLGI023-refused", own, (page, language) =>
    selectionPage(page, {
      breadcrumb: ownTrail,
      mayShare: true,
      choice: "share",
      serial: `<"'&>`,
      refusal: refusalOf("FORM_INCOMPLETE"),
      errors: { serial: language === "ja" ? "入力してください。" : "Type it in." },
    }),
  ),
  entry("BLGI023-own-only", own, (page) => selectionPage(page, { breadcrumb: ownTrail, mayShare: false })),
  entry("BLGI021-code", own, (page) =>
    registrationPage(page, { breadcrumb: ownTrail, asked: { kind: "own", offer: offer(false) } }),
  ),
  entry("BLGI021-registered", own, (page) =>
    registrationPage(page, {
      breadcrumb: ownTrail,
      asked: { kind: "own", offer: offer(true) },
      refusal: refusalOf("TXA_REFUSED"),
    }),
  ),
  entry("BLGI021-share", own, (page, language) =>
    registrationPage(page, {
      breadcrumb: ownTrail,
      asked: { kind: "share", challenge: challenge("このトークンを共有する", people[language][0]) },
    }),
  ),
  entry("TTXA002-started", own, (page, language) => startedPage(page, ownTrail, token(language, []))),
];

const administrationEntries: readonly GalleryEntry[] = [
  entry("TTXA004-tokens", master, (page, language) =>
    transactionTokensPage(page, tokensTrail, [row(language, true), row(language)]),
  ),
  entry("TTXA004-empty", master, (page) => transactionTokensPage(page, tokensTrail, [])),
  entry("TTXA005-approval", master, (page, language) => {
    const text = texts[language];
    return confirmPage(page, {
      screen: tokenRevocationScreen,
      parent: text.parent,
      breadcrumb: [...tokensTrail, transactionTokensPlace],
      shown: tokenPairs(page, row(language)),
      warning: { tone: "warning", title: text.warning, body: text.warningBody },
      path: `${transactionTokensPlace.path}/${SERIAL}`,
      inputs: transactionApproval(page, challenge("トークンの失効", SERIAL), text.missing),
      execute: text.execute,
      isDangerous: true,
      backPath: transactionTokensPlace.path,
      refusal: refusalOf("TXA_REFUSED"),
    });
  }),
  entry("TTXA006-revoked", master, (page, language) => {
    const text = texts[language];
    return resultPage(page, {
      screen: tokenRevokedScreen,
      parent: text.parent,
      breadcrumb: [...tokensTrail, transactionTokensPlace],
      shown: tokenPairs(page, row(language)),
      title: text.done,
      body: text.doneBody,
      links: [[text.list, transactionTokensPlace.path]],
    });
  }),
];

/** Transaction authentication, of the visitor and of the contract. */
export const transactionAuthenticationEntries: readonly GalleryEntry[] = [
  ...ownEntries,
  ...administrationEntries,
];
