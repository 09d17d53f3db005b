import type { ShownToken } from "#domain/second-factor/one-time-password/software.ts";
import type { Holding } from "#domain/second-factor/one-time-password/holdings.ts";
import type { Token } from "#domain/second-factor/one-time-password/token.ts";
import type { Language } from "#platform/html/language.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import {
  tokenConfirmationPage,
  tokenListPage,
  tokenResultPage,
  type TokenRow,
} from "#screens/portal/BRSK031-tokens/view.ts";
import { oneTimePasswordPage, type OtpQuestion } from "#screens/portal/one-time-password-forms.ts";
import { softwareScreen } from "#screens/portal/one-time-password-texts.ts";
import {
  administrationPlace,
  ownTokenPlace,
  settingsPlace,
  tokenInitialisationPlace,
  tokenRevocationPlace,
  topPlaces,
  usersPlace,
} from "#screens/portal/places.ts";
import { ownProofPage, ownTokenPage, ownTokenResultPage } from "#screens/portal/TOTP006-own-token/view.ts";
import { invariant } from "#shared/invariant.ts";
import { entry, NOW, people, refusalOf, type GalleryEntry, type Scene } from "./gallery-parts.ts";

const LOGIN = "/login/one-time-password";
const OWN = ownTokenPlace.path;
const akagi = (path: string): Scene => ({ institution: "akagi", role: "user", path });
const atLogin = akagi(LOGIN);
const own = akagi(OWN);
const administrator: Scene = { institution: "akagi", role: "master", path: tokenRevocationPlace.path };

/** Whoever still owes a proof sees no menu. */
const pending = (page: PageContext): PageContext =>
  page.visitor === undefined ? page : { ...page, visitor: { ...page.visitor, menu: [] } };

const shown: ShownToken = {
  serial: "S-4F1C09A2B7D3",
  key: "JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ",
  uri: "otpauth://totp/%E8%B5%A4%E5%9F%8E%E5%B1%B1%E9%BA%93%E4%BF%A1%E7%94%A8%E7%B5%84%E5%90%88:hanako01?secret=JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ&issuer=%E8%B5%A4%E5%9F%8E%E5%B1%B1%E9%BA%93%E4%BF%A1%E7%94%A8%E7%B5%84%E5%90%88&algorithm=SHA1&digits=6&period=30",
};

const token: Token = {
  institutionCode: "9003",
  serial: "AK-00012345",
  kind: "hardware",
  parameters: { algorithm: "SHA-1", digits: 6, periodSeconds: 60 },
  state: "active",
  contractId: "1000001",
  user: null,
  driftSteps: 0,
  lastUsedStep: null,
  outOfStepSince: null,
  createdAt: NOW.subtract({ hours: 24 * 90 }),
  startedAt: NOW.subtract({ hours: 24 * 60 }),
  revokedAt: null,
};

const holding = (state: Partial<Token> | undefined, startableFrom?: Temporal.Instant): Holding => ({
  user: null,
  token: state === undefined ? undefined : { ...token, ...state },
  startableFrom,
});

const software = { kind: "software", serial: shown.serial } as const;
const missing = (language: Language): string => (language === "ja" ? "入力してください。" : "Type it in.");

const login = (
  name: string,
  question: OtpQuestion,
  more: (language: Language) => Partial<Parameters<typeof oneTimePasswordPage>[1]> = () => ({}),
): GalleryEntry =>
  entry(name, atLogin, (page, language) =>
    oneTimePasswordPage(pending(page), { question, path: LOGIN, ...more(language) }),
  );

const loginEntries: readonly GalleryEntry[] = [
  login("TOTP001-value", { kind: "value" }),
  login("TOTP001-refused", { kind: "value" }, () => ({ refusal: refusalOf("OTP_REFUSED") })),
  login("TOTP001-incomplete", { kind: "value" }, (language) => ({
    refusal: refusalOf("FORM_INCOMPLETE"),
    errors: { value: missing(language) },
  })),
  login("TOTP002-synchronisation", { kind: "synchronisation", periodSeconds: 60 }),
  login("TOTP003-start", { kind: "startOfUse", toSoftware: LOGIN }),
  login("TOTP003-refused", { kind: "startOfUse" }, () => ({
    refusal: refusalOf("OTP_START_REFUSED"),
    serial: `<"'&> 😀 أهلا`,
  })),
  login("TOTP004-app", { kind: "software", shown, toHardware: `${LOGIN}?token=hardware` }),
  login("TOTP004-refused", { kind: "software", shown }, () => ({ refusal: refusalOf("OTP_REFUSED") })),
  login("TOTP004-stopped", { kind: "nothing", screen: softwareScreen }, () => ({
    refusal: refusalOf("CREDENTIAL_STOPPED"),
  })),
  login("TOTP005-waiting", { kind: "waiting", from: NOW.add({ minutes: 27 }) }),
];

const trail = [topPlaces.bizsol, settingsPlace];
const deep = [...trail, ownTokenPlace];

const ownEntries: readonly GalleryEntry[] = [
  entry("TOTP006-none", own, (page) =>
    ownTokenPage(page, trail, { holding: holding(undefined), tasks: ["start", "app"] }),
  ),
  entry("TOTP006-app-in-use", own, (page) =>
    ownTokenPage(page, trail, { holding: holding(software), tasks: ["phone"] }),
  ),
  entry("TOTP006-out-of-step", own, (page) =>
    ownTokenPage(page, trail, { holding: holding({ outOfStepSince: NOW }), tasks: ["synchronise"] }),
  ),
  entry("TOTP006-waiting", own, (page) =>
    ownTokenPage(page, trail, { holding: holding(undefined, NOW.add({ minutes: 27 })), tasks: [] }),
  ),
  entry("TOTP003-own", own, (page) =>
    oneTimePasswordPage(page, {
      question: { kind: "startOfUse" },
      path: `${OWN}/start`,
      back: OWN,
      breadcrumb: deep,
    }),
  ),
  entry("TOTP004-own", own, (page) =>
    oneTimePasswordPage(page, {
      question: { kind: "software", shown },
      path: `${OWN}/app/key`,
      back: OWN,
      breadcrumb: deep,
    }),
  ),
  entry("TOTP007-proof", own, (page) => ownProofPage(page, deep, { task: "app" })),
  entry("TOTP007-refused", own, (page) =>
    ownProofPage(page, deep, { task: "app", refusal: refusalOf("CREDENTIAL_REFUSED") }),
  ),
  entry("TOTP008-new-phone", own, (page) => ownProofPage(page, deep, { task: "phone" })),
  entry("TOTP009-started", own, (page) =>
    ownTokenResultPage(page, deep, { done: "started", holding: holding(software) }),
  ),
  entry("TOTP009-replaced", own, (page) =>
    ownTokenResultPage(page, deep, { done: "replaced", holding: holding(software) }),
  ),
];

const rows = (language: Language): readonly TokenRow[] => {
  const [hanako, senko, taro] = people[language];
  const person = (identity: string, userName: string, isSelf = false) => ({ identity, userName, isSelf });
  return [
    {
      person: person("hanako01", hanako, true),
      token: { ...token, serial: "AK-00012344" },
      state: "active",
      startableFrom: undefined,
      isPossible: false,
    },
    {
      person: person("senko02", senko),
      token,
      state: "active",
      startableFrom: undefined,
      isPossible: true,
    },
    {
      person: person("taro003", taro),
      token: { ...token, ...software },
      state: "revoked",
      startableFrom: NOW.add({ minutes: 27 }),
      isPossible: false,
    },
    {
      person: person("jiro0004", `<"'&> 😀 أهلا`),
      token: undefined,
      state: "none",
      startableFrom: undefined,
      isPossible: false,
    },
    {
      person: null,
      token: { ...token, serial: "AK-00012399", startedAt: null },
      state: "waiting",
      startableFrom: undefined,
      isPossible: true,
    },
  ];
};

const row = (language: Language): TokenRow => {
  const [, second] = rows(language);
  invariant(second !== undefined, "the list has a second row");
  return second;
};

const users = [topPlaces.bizsol, administrationPlace, usersPlace];

const administrationEntries: readonly GalleryEntry[] = [
  entry("BRSK031-list", administrator, (page, language) =>
    tokenListPage(page, users, { act: "revoke", rows: rows(language) }),
  ),
  entry("TOTP011-confirmation", administrator, (page, language) =>
    tokenConfirmationPage(page, [...users, tokenRevocationPlace], { ...row(language), act: "revoke" }),
  ),
  entry("TOTP011-refused", administrator, (page, language) =>
    tokenConfirmationPage(page, [...users, tokenRevocationPlace], {
      ...row(language),
      act: "revoke",
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TOTP012-revoked", administrator, (page, language) =>
    tokenResultPage(page, [...users, tokenRevocationPlace], {
      ...row(language),
      act: "revoke",
      state: "revoked",
      startableFrom: NOW.add({ minutes: 30 }),
      isPossible: false,
    }),
  ),
  entry("BRSK037-list", administrator, (page, language) =>
    tokenListPage(page, users, {
      act: "initialise",
      rows: rows(language).filter(({ token: held }) => held?.kind !== "software"),
    }),
  ),
  entry("BRSK037-empty", administrator, (page) =>
    tokenListPage(page, users, { act: "initialise", rows: [] }),
  ),
  entry("BRSK038-confirmation", administrator, (page, language) =>
    tokenConfirmationPage(page, [...users, tokenInitialisationPlace], {
      ...row(language),
      act: "initialise",
    }),
  ),
  entry("TOTP013-initialised", administrator, (page, language) =>
    tokenResultPage(page, [...users, tokenInitialisationPlace], {
      ...row(language),
      act: "initialise",
      state: "waiting",
      isPossible: false,
    }),
  ),
];

/** One-time passwords: at login, in the settings, and their administration. */
export const oneTimePasswordEntries: readonly GalleryEntry[] = [
  ...loginEntries,
  ...ownEntries,
  ...administrationEntries,
];
