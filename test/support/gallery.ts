import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import { notFound } from "#platform/http/problem.ts";
import { operationsPage } from "#screens/operations/page.ts";
import { loginPage } from "#screens/portal/BLGI001-login/view.ts";
import { userAdministrationPage } from "#screens/portal/BRSK001-user-administration/view.ts";
import { certificatesOfUsersPage } from "#screens/portal/BRSK018-certificates-of-users/view.ts";
import { revocationResultPage } from "#screens/portal/BRSK019-revocation-confirmation/result-view.ts";
import { revocationConfirmationPage } from "#screens/portal/BRSK019-revocation-confirmation/view.ts";
import { acquisitionPage } from "#screens/portal/BSMS001-acquisition/view.ts";
import { acquisitionConfirmationPage } from "#screens/portal/BSMS002-acquisition-confirmation/view.ts";
import { acquisitionProgressPage } from "#screens/portal/BSMS003-acquisition-progress/view.ts";
import { administrationPage } from "#screens/portal/BSSK001-administration/view.ts";
import { certificateResultPage } from "#screens/portal/TCRT001-certificate-result/view.ts";
import { helpTopics } from "#screens/portal/THLP001-help/topics.ts";
import { helpPage } from "#screens/portal/THLP001-help/view.ts";
import { logoutPage } from "#screens/portal/TLGO001-logout/view.ts";
import { certificatePasswordPage } from "#screens/portal/TPWD001-certificate-password/view.ts";
import { importantNoticePage } from "#screens/portal/TNTC001-important-notice/view.ts";
import { forcedNoticePage } from "#screens/portal/TNTC002-forced-notice/view.ts";
import { renewalChoicePage } from "#screens/portal/TRNW001-renewal-choice/view.ts";
import { administrationPlace, topPlaces } from "#screens/portal/places.ts";
import { notFoundScreen, problemPage } from "#screens/portal/problem-page.ts";
import { sessionEndedPage } from "#screens/portal/session-ended-page.ts";
import { contractorAndEnvironmentEntries } from "./gallery-contractor.ts";
import { additionalAuthenticationEntries } from "./gallery-additional-authentication.ts";
import { firstContactEntries } from "./gallery-first-contact.ts";
import {
  NOW,
  SERIAL,
  acquire,
  certificate,
  command,
  entry,
  forcedNotice,
  hisui,
  login,
  people,
  refusalOf,
  revocation,
  rows,
  top,
  trail,
} from "./gallery-parts.ts";
import { inBrowserEntries } from "./gallery-in-browser.ts";
import type { GalleryEntry } from "./gallery-parts.ts";
import { oneTimePasswordEntries } from "./gallery-one-time-passwords.ts";
import { replacementEntries } from "./gallery-replacement.ts";
import { transactionAuthenticationEntries } from "./gallery-transaction-authentication.ts";
import { userActEntriesAll } from "./gallery-user-acts.ts";
import { userEntries } from "./gallery-users.ts";

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
  entry(
    "TNTC001-important-notice",
    { institution: "yukiguni", role: "user", path: "/notices/important" },
    (page) => {
      const notAfter = Temporal.Instant.from("2026-12-11T14:59:59Z");
      return importantNoticePage(page, { notAfter, window: renewalWindow(page.institution, notAfter, NOW) });
    },
  ),
  entry("TNTC002-forced-notice", hisui("/notices/forced"), (page) =>
    forcedNoticePage(page, { notice: forcedNotice }),
  ),
  entry("TNTC002-refused", hisui("/notices/forced"), (page) =>
    forcedNoticePage(page, { notice: forcedNotice, refusal: refusalOf("NOTICE_NOT_SHOWN") }),
  ),
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
  ...firstContactEntries,
  ...additionalAuthenticationEntries,
  ...acquisitionEntries,
  ...topEntries,
  ...contractorAndEnvironmentEntries,
  ...administrationEntries,
  ...userEntries,
  ...userActEntriesAll,
  ...oneTimePasswordEntries,
  ...transactionAuthenticationEntries,
  ...inBrowserEntries,
  ...replacementEntries,
  ...otherEntries,
];
