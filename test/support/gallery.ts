import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { loginRefusals } from "#domain/login/refusals.ts";
import type { LoginRecord } from "#domain/login/history.ts";
import type { Language } from "#platform/html/language.ts";
import { notFound } from "#platform/http/problem.ts";
import { operationsPage } from "#screens/operations/page.ts";
import { loginPage } from "#screens/portal/BLGI001-login/view.ts";
import { userAdministrationPage } from "#screens/portal/BRSK001-user-administration/view.ts";
import { certificatesOfUsersPage } from "#screens/portal/BRSK018-certificates-of-users/view.ts";
import type { UserRow } from "#screens/portal/BRSK018-certificates-of-users/view.ts";
import { revocationResultPage } from "#screens/portal/BRSK019-revocation-confirmation/result-view.ts";
import { revocationConfirmationPage } from "#screens/portal/BRSK019-revocation-confirmation/view.ts";
import { acquisitionPage } from "#screens/portal/BSMS001-acquisition/view.ts";
import { acquisitionConfirmationPage } from "#screens/portal/BSMS002-acquisition-confirmation/view.ts";
import { acquisitionProgressPage } from "#screens/portal/BSMS003-acquisition-progress/view.ts";
import { administrationPage } from "#screens/portal/BSSK001-administration/view.ts";
import type { TopModel } from "#screens/portal/BTOP001-top/model.ts";
import { topPage } from "#screens/portal/BTOP001-top/view.ts";
import { certificateResultPage } from "#screens/portal/TCRT001-certificate-result/view.ts";
import { helpTopics } from "#screens/portal/THLP001-help/topics.ts";
import { helpPage } from "#screens/portal/THLP001-help/view.ts";
import { logoutPage } from "#screens/portal/TLGO001-logout/view.ts";
import { certificatePasswordPage } from "#screens/portal/TPWD001-certificate-password/view.ts";
import { renewalChoicePage } from "#screens/portal/TRNW001-renewal-choice/view.ts";
import {
  administrationPlace,
  certificatesPlace,
  menuFor,
  topPlaces,
  usersPlace,
} from "#screens/portal/places.ts";
import { notFoundScreen, problemPage } from "#screens/portal/problem-page.ts";
import { describe } from "#screens/portal/refusals.ts";
import { sessionEndedPage } from "#screens/portal/session-ended-page.ts";
import { issuerCommand } from "#screens/components/issuer-command.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { shippedInstitution } from "./population.ts";

/** Every screen in every state that looks different, with made-up data: for screenshots and for axe. */
export interface GalleryEntry {
  /** File name of the screenshot: the screen's id and the state. */
  readonly name: string;
  readonly render: (language: Language) => string;
}

const NOW = Temporal.Instant.from("2026-11-22T03:04:05Z");
const SUPPORT_ID = "7K2QF-9XM0C";
const SERIAL = "5b8e869e2bc4b2225302f34ada65184e";

interface Scene {
  readonly institution: string;
  readonly role?: UserRole;
  readonly path: string;
}

const people: Readonly<Record<Language, readonly [string, string, string]>> = {
  ja: ["翡翠 花子", "データ 専子", "糸魚川 太郎"],
  en: ["Hanako Hisui", "Senko Data", "Taro Itoigawa"],
};

const pageOf = ({ institution: id, role, path }: Scene, language: Language): PageContext => {
  const institution = shippedInstitution(id);
  const identity = institution.family === "shinkin" ? "2000001 / user01" : "hanako01";
  return {
    language,
    institution,
    csrfToken: "x".repeat(86),
    now: NOW,
    path,
    supportId: SUPPORT_ID,
    ...(role !== undefined && {
      visitor: { userName: people[language][0], identity, menu: menuFor(institution, role) },
    }),
  };
};

const entry = (
  name: string,
  scene: Scene,
  view: (page: PageContext, language: Language) => string,
): GalleryEntry => ({ name, render: (language) => view(pageOf(scene, language), language) });

const refusalOf = (code: string, facts: Readonly<Record<string, string | number>> = {}) =>
  describe({ code, detail: "gallery", facts });

const login = (id: string): Scene => ({ institution: id, path: "/login" });
const acquire: Scene = { institution: "hisui", path: "/certificate/acquire" };
const hisui = (path: string, role: UserRole = "master"): Scene => ({ institution: "hisui", role, path });

const command = (institution: InstitutionPolicy, purpose: "issue" | "renew"): string =>
  issuerCommand({
    purpose,
    institutionId: institution.id,
    enrollment: "https://localhost:8446",
    serverCaFile: "var/tls/server-ca.pem",
    person: [],
  });

const history = (language: Language): LoginRecord[] => {
  const at = (text: string) => Temporal.Instant.from(text);
  void language;
  return [
    {
      at: at("2026-11-22T03:03:58Z"),
      method: "certificate",
      outcome: "succeeded",
      refusalCode: null,
      address: "203.0.113.24",
    },
    {
      at: at("2026-11-21T23:41:07Z"),
      method: "certificate",
      outcome: "refused",
      refusalCode: "CERTIFICATE_EXPIRED",
      address: "203.0.113.24",
    },
    {
      at: at("2026-11-20T00:12:33Z"),
      method: "password",
      outcome: "succeeded",
      refusalCode: null,
      address: "2001:db8::24",
    },
  ];
};

const notices: TopModel["notices"] = [
  {
    title: { ja: "年末年始のサービス休止について", en: "Service hours at the turn of the year" },
    body: {
      ja: "12月31日から1月3日まで、インターネットバンキングのサービスを休止します。",
      en: "Internet banking is closed from 31 December to 3 January.",
    },
    publishedFrom: Temporal.Instant.from("2026-11-20T00:00:00Z"),
  },
  {
    title: { ja: "フィッシング詐欺にご注意ください", en: "Beware of phishing" },
    body: {
      ja: "当組合を装った電話やメールで、パスワードを聞き出そうとする事例が報告されています。",
      en: "Calls and mails in our name that ask for passwords have been reported.",
    },
    publishedFrom: Temporal.Instant.from("2026-11-02T00:00:00Z"),
  },
];

const certificate = (page: PageContext, notAfter: string, name = "hanako01 A001 20251103141522000000") => {
  const end = Temporal.Instant.from(notAfter);
  return {
    subject: name,
    notAfter: end,
    window: renewalWindow(page.institution, end, NOW),
    deviceName: "KEIRI-PC03",
    osUser: "hanako",
  };
};

const top = (page: PageContext, language: Language, more: Partial<TopModel>): string =>
  topPage(page, {
    userName: people[language][0],
    certificate: certificate(page, "2027-10-02T14:59:59Z"),
    acquisition: undefined,
    history: history(language),
    notices,
    ...more,
  });

const rows = (language: Language): UserRow[] => {
  const [hanako, senko, taro] = people[language];
  const roles =
    language === "ja"
      ? ["マスターユーザ", "管理者ユーザ", "一般ユーザ"]
      : ["Master user", "Administrator", "User"];
  const notAfter = Temporal.Instant.from("2026-12-11T23:59:59Z");
  const row = (userId: string, identity: string, userName: string, roleName: string): UserRow => ({
    userId,
    identity,
    userName,
    roleName,
    isSelf: false,
    state: "active",
    notAfter,
    revocation: "possible",
  });
  return [
    { ...row("0", "hanako01", hanako, roles[0] ?? ""), isSelf: true },
    row("1", "sachikodt", senko, roles[1] ?? ""),
    { ...row("2", "taro0002", taro, roles[2] ?? ""), state: "onItsWay" },
    { ...row("3", "jiro0003", `${taro} 2`, roles[2] ?? ""), state: "expired", revocation: "nothing" },
    { ...row("4", "saburo04", `${taro} 3`, roles[2] ?? ""), state: "revoked", revocation: "nothing" },
    {
      ...row("5", "shiro005", `${taro} 4`, roles[2] ?? ""),
      state: "none",
      notAfter: undefined,
      revocation: "nothing",
    },
  ];
};

const revocation = (language: Language) => ({
  userId: "1",
  identity: "sachikodt",
  userName: people[language][1],
  isSelf: false,
  state: "active" as const,
  notAfter: Temporal.Instant.from("2026-12-11T23:59:59Z"),
  serial: SERIAL,
});

const trail = (page: PageContext) => [
  topPlaces[page.institution.family],
  administrationPlace,
  usersPlace,
  certificatesPlace,
];

const resultCodes = [
  "NO_CERTIFICATE_PRESENTED",
  "CERTIFICATE_EXPIRED",
  "CERTIFICATE_REVOKED",
  "CERTIFICATE_SUPERSEDED",
  "CERTIFICATE_NOT_CONFIRMED",
  "CERTIFICATE_OF_OTHER_INSTITUTION",
  "CERTIFICATE_UNKNOWN_ISSUER",
  "CERTIFICATE_USER_SUSPENDED",
  "LOGIN_ATTEMPT_EXPIRED",
] as const;

const loginEntries: readonly GalleryEntry[] = [
  entry("BLGI001-both-methods", login("daishin"), (page) => loginPage(page)),
  entry("BLGI001-certificate-only", login("hisui"), (page) => loginPage(page)),
  entry("BLGI001-refused", login("daishin"), (page) =>
    loginPage(page, { refusal: refusalOf("CREDENTIAL_REFUSED"), values: { loginId: "hanako01" } }),
  ),
  entry("BLGI001-incomplete", login("daishin"), (page, language) =>
    loginPage(page, {
      refusal: refusalOf("FORM_INCOMPLETE"),
      errors: { loginPassword: language === "ja" ? "入力してください。" : "Type it in." },
      values: { loginId: `<"'&> 😀 أهلا` },
    }),
  ),
  entry("TSKL001-shinkin-both-methods", login("yukiguni"), (page) => loginPage(page)),
  entry("TSKL001-shinkin-certificate-only", login("minato"), (page) => loginPage(page)),
  ...resultCodes.map((code) =>
    entry(`TCRT001-${code.toLowerCase().replaceAll("_", "-")}`, login("hisui"), (page) =>
      certificateResultPage(page, refusalOf(code)),
    ),
  ),
  entry("TPWD001-password", login("hisui"), (page, language) =>
    certificatePasswordPage(page, { attemptId: SERIAL, userName: people[language][0], identity: "hanako01" }),
  ),
  entry("TPWD001-refused", login("hisui"), (page, language) =>
    certificatePasswordPage(page, {
      attemptId: SERIAL,
      userName: people[language][0],
      identity: "hanako01",
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TLGO001-logged-out", login("hisui"), (page) => logoutPage(page)),
  entry("TSES001-session-ended", login("hisui"), (page) => sessionEndedPage(page, refusalOf("SESSION_IDLE"))),
];

const acquisitionEntries: readonly GalleryEntry[] = [
  entry("BSMS001-start", acquire, (page) => acquisitionPage(page)),
  entry("TSKA001-shinkin-start", { institution: "yukiguni", path: "/certificate/acquire" }, (page) =>
    acquisitionPage(page),
  ),
  entry("BSMS002-confirmation", acquire, (page) =>
    acquisitionConfirmationPage(page, { command: command(page.institution, "issue") }),
  ),
  entry(
    "BSMS002-shinkin-logged-in",
    { institution: "yukiguni", role: "administrator", path: "/certificate/acquire" },
    (page) => acquisitionConfirmationPage(page, { command: command(page.institution, "issue") }),
  ),
  entry("BSMS003-untold", acquire, (page) => acquisitionProgressPage(page, { kind: "untold" })),
  entry("BSMS003-none", hisui("/certificate/acquire"), (page) =>
    acquisitionProgressPage(page, { kind: "none" }),
  ),
  entry("BSMS003-on-its-way", hisui("/certificate/acquire"), (page) =>
    acquisitionProgressPage(page, { kind: "onItsWay", confirmBefore: NOW.add({ minutes: 10 }) }),
  ),
  entry("BSMS003-done", hisui("/certificate/acquire"), (page) =>
    acquisitionProgressPage(page, {
      kind: "done",
      subject: "hanako01 A001 20261122120405000000",
      serial: SERIAL,
      notAfter: Temporal.Instant.from("2027-11-23T14:59:59Z"),
    }),
  ),
];

const topEntries: readonly GalleryEntry[] = [
  entry("BTOP001-top", hisui("/top"), (page, language) => top(page, language, {})),
  entry("BTOP001-renewal", hisui("/top"), (page, language) =>
    top(page, language, { certificate: certificate(page, "2026-12-11T23:59:59Z") }),
  ),
  entry("BTOP001-expired", hisui("/top", "user"), (page, language) =>
    top(page, language, {
      certificate: certificate(page, "2026-11-11T23:59:59Z"),
      acquisition: { kind: "allowed", deadline: undefined, daysLeft: undefined },
    }),
  ),
  entry("BTOP001-empty", { institution: "daishin", role: "user", path: "/top" }, (page, language) =>
    top(page, language, {
      certificate: undefined,
      acquisition: { kind: "refused", refusal: refusalOf("ACQUISITION_CERTIFICATES_NOT_USED") },
      history: [],
      notices: [],
    }),
  ),
  entry("TSKS001-shinkin-renewal", { institution: "minato", role: "user", path: "/top" }, (page, language) =>
    top(page, language, { certificate: certificate(page, "2026-12-01T14:59:59Z", "user01+9005") }),
  ),
  entry(
    "TSKS001-shinkin-none",
    { institution: "yukiguni", role: "administrator", path: "/top" },
    (page, language) =>
      top(page, language, {
        certificate: undefined,
        acquisition: {
          kind: "allowed",
          deadline: Temporal.Instant.from("2026-12-14T14:59:59Z"),
          daysLeft: 22,
        },
      }),
  ),
  ...(
    [
      ["open", "2026-12-11T23:59:59Z"],
      ["not-yet", "2027-10-02T14:59:59Z"],
      ["expired", "2026-11-11T23:59:59Z"],
    ] as const
  ).map(([name, end]) =>
    entry(`TRNW001-${name}`, hisui("/certificate/renew"), (page) =>
      renewalChoicePage(page, {
        certificate: certificate(page, end),
        command: command(page.institution, "renew"),
        top: topPlaces.bizsol,
      }),
    ),
  ),
  entry("TRNW001-none", hisui("/certificate/renew"), (page) =>
    renewalChoicePage(page, { certificate: undefined, command: "", top: topPlaces.bizsol }),
  ),
];

const administrationEntries: readonly GalleryEntry[] = [
  entry("BSSK001-administration", hisui("/administration"), (page) =>
    administrationPage(page, topPlaces.bizsol),
  ),
  entry("BRSK001-users", hisui("/administration/users"), (page) =>
    userAdministrationPage(page, [topPlaces.bizsol, administrationPlace], undefined),
  ),
  entry(
    "BRSK001-not-permitted",
    { institution: "yukiguni", role: "administrator", path: "/administration/users" },
    (page) =>
      userAdministrationPage(
        page,
        [topPlaces.shinkin, administrationPlace],
        refusalOf("REVOCATION_ONLY_BY_INSTITUTION"),
      ),
  ),
  entry("BRSK018-list", hisui("/administration/users/certificates"), (page, language) =>
    certificatesOfUsersPage(page, trail(page).slice(0, 3), rows(language)),
  ),
  entry("BRSK019-confirmation", hisui("/administration/users/certificates/1/revoke"), (page, language) =>
    revocationConfirmationPage(page, trail(page), revocation(language)),
  ),
  entry("BRSK019-incomplete", hisui("/administration/users/certificates/1/revoke"), (page, language) =>
    revocationConfirmationPage(page, trail(page), {
      ...revocation(language),
      isSelf: true,
      refusal: refusalOf("FORM_INCOMPLETE"),
      errors:
        language === "ja"
          ? { reason: "失効の理由を選んでください。", secret: "入力してください。" }
          : { reason: "Choose a reason.", secret: "Type it in." },
    }),
  ),
  entry("TRSK001-result", hisui("/administration/users/certificates"), (page, language) =>
    revocationResultPage(page, { ...revocation(language), revokedAt: NOW }),
  ),
  entry("TRSK001-own", login("hisui"), (page, language) =>
    revocationResultPage(page, { ...revocation(language), isSelf: true, revokedAt: NOW }),
  ),
];

const otherEntries: readonly GalleryEntry[] = [
  entry("TERR001-not-permitted", hisui("/administration", "user"), (page) =>
    problemPage(page, refusalOf("ACTION_NOT_PERMITTED")),
  ),
  entry("TERR001-out-of-date", login("hisui"), (page) => problemPage(page, refusalOf("PAGE_OUT_OF_DATE"))),
  entry("TERR404-not-found", login("hisui"), (page) => problemPage(page, notFound, notFoundScreen)),
  ...[...helpTopics].map(([id, topic]) =>
    entry(`THLP001-${id}`, { institution: "hisui", path: `/help/${id}` }, (page) => helpPage(page, topic)),
  ),
  { name: "TOPS001-operations", render: operationsPage },
];

export const gallery: readonly GalleryEntry[] = [
  ...loginEntries,
  ...acquisitionEntries,
  ...topEntries,
  ...administrationEntries,
  ...otherEntries,
];

/** Codes of the login module, for tests that every one of them has words. */
export const loginRefusalCodes: readonly string[] = Object.keys(loginRefusals);
