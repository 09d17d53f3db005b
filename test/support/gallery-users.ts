import type { Language } from "#platform/html/language.ts";
import { usersPage } from "#screens/portal/BRSK005-users/view.ts";
import type { ListedUser, UsersModel } from "#screens/portal/BRSK005-users/view.ts";
import { registrationConfirmationPage } from "#screens/portal/BRSK006-user-registration/confirmation-view.ts";
import { emptyValues } from "#screens/portal/BRSK006-user-registration/entry.ts";
import { registrationResultPage } from "#screens/portal/BRSK006-user-registration/result-view.ts";
import { registrationFormPage } from "#screens/portal/BRSK006-user-registration/view.ts";
import {
  suspensionConfirmationPage,
  suspensionListPage,
  suspensionResultPage,
} from "#screens/portal/BRSK016-user-suspension/view.ts";
import type { SuspensionRow } from "#screens/portal/BRSK016-user-suspension/view.ts";
import { reissuePage, reissueResultPage } from "#screens/portal/TRSK006-reissue/view.ts";
import { administrationPlace, topPlaces, usersPlace } from "#screens/portal/places.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { entry, hisui, NOW, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const trail = (page: PageContext) => [topPlaces[page.institution.family], administrationPlace, usersPlace];

const yukiguni = (path: string): Scene => ({ institution: "yukiguni", role: "administrator", path });

const inDays = (days: number) => NOW.add({ hours: 24 * days });

const listed = (userId: string, userName: string, more: Partial<ListedUser> = {}): ListedUser => ({
  userId,
  identity: userId,
  userName,
  roleName: "",
  isSelf: false,
  isSuspended: false,
  isLocked: false,
  state: "active",
  notAfter: inDays(210),
  daysLeft: 210,
  right: { kind: "notNeeded" },
  mayIssue: false,
  ...more,
});

const bizsolUsers = (language: Language): ListedUser[] => {
  const [hanako, senko, taro] = people[language];
  const [master = "", administrator = "", user = ""] =
    language === "ja"
      ? ["マスターユーザ", "管理者ユーザ", "一般ユーザ"]
      : ["Master user", "Administrator", "User"];
  const open = { kind: "open", deadline: undefined, daysLeft: undefined } as const;
  const none = { state: "none", notAfter: undefined, daysLeft: undefined } as const;
  return [
    listed("hanako01", hanako, { roleName: master, isSelf: true }),
    listed("sachikodt", senko, { roleName: administrator, notAfter: inDays(19), daysLeft: 19 }),
    listed("taro0002", taro, { roleName: user, ...none, state: "onItsWay" }),
    listed("jiro0003", `${taro} 2`, {
      roleName: user,
      isSuspended: true,
      ...none,
      right: { kind: "closed", code: "USER_SUSPENDED" },
    }),
    listed("saburo04", "あ".repeat(30), { roleName: user, ...none, right: open, isLocked: true }),
    listed("shiro005", `${taro} 4`, {
      roleName: user,
      state: "expired",
      notAfter: inDays(-11),
      daysLeft: undefined,
      right: open,
    }),
  ];
};

const shinkinUsers = (language: Language): ListedUser[] => {
  const [hanako, senko, taro] = people[language];
  const [administrator = "", user = ""] =
    language === "ja" ? ["管理者", "利用者"] : ["Administrator", "User"];
  const none = {
    roleName: user,
    state: "none",
    notAfter: undefined,
    daysLeft: undefined,
    mayIssue: true,
  } as const;
  return [
    listed("user01", hanako, { roleName: administrator, isSelf: true }),
    listed("user02", senko, { ...none, right: { kind: "open", deadline: inDays(63), daysLeft: 63 } }),
    listed("user03", taro, { ...none, right: { kind: "open", deadline: inDays(3), daysLeft: 3 } }),
    listed("user04", `${taro} 2`, {
      ...none,
      right: { kind: "closed", code: "ACQUISITION_DEADLINE_PASSED" },
    }),
    listed("user05", `${taro} 3`, { ...none, right: { kind: "closed", code: "ACQUISITION_NOT_GRANTED" } }),
    listed("user06", `${taro} 4`, {
      roleName: user,
      state: "revoked",
      daysLeft: undefined,
      mayIssue: true,
      right: { kind: "closed", code: "ACQUISITION_NEEDS_ADMINISTRATOR" },
    }),
  ];
};

const board = (users: readonly ListedUser[], more: Partial<UsersModel> = {}): UsersModel => ({
  filter: "all",
  counts: {
    all: users.length,
    withCertificate: 2,
    withoutCertificate: 4,
    suspended: 1,
    expiring: 1,
    locked: 1,
  },
  users,
  certificates: 3,
  ...more,
});

const NEW = "/administration/users/new";

const person = (language: Language) => ({
  userName: people[language][2],
  mailAddress: "taro@customer.example",
});

const draft = (language: Language, more: { userId?: string; loginId?: string | null } = {}) => ({
  userId: "",
  loginId: "taro0002",
  ...person(language),
  role: "user" as const,
  grantsAcquisition: true,
  secretsAreMade: true,
  ...more,
});

const registrationEntries: readonly GalleryEntry[] = [
  entry("BRSK006-form", hisui(NEW), (page) =>
    registrationFormPage(page, trail(page), {
      parts: { hasAdministrators: true, deadlineDays: undefined },
      values: emptyValues,
    }),
  ),
  entry("BRSK006-shinkin-form", yukiguni(NEW), (page) =>
    registrationFormPage(page, trail(page), {
      parts: { hasAdministrators: false, deadlineDays: 80 },
      values: emptyValues,
    }),
  ),
  entry("BRSK006-refused", hisui(NEW), (page, language) =>
    registrationFormPage(page, trail(page), {
      parts: { hasAdministrators: true, deadlineDays: undefined },
      values: { ...emptyValues, ...person(language), identity: "taro", secrets: "chosen" },
      refusal: refusalOf("FORM_INVALID"),
      errors:
        language === "ja"
          ? { identity: "文字の種類と長さをご確認ください。", loginAgain: "2回の入力が一致しません。" }
          : {
              identity: "Please check its characters and length.",
              loginAgain: "The two entries are not the same.",
            },
    }),
  ),
  entry("TRSK002-confirmation", hisui(NEW), (page, language) =>
    registrationConfirmationPage(page, trail(page), {
      token: "x".repeat(43),
      draft: draft(language),
      parts: { hasAdministrators: true, deadlineDays: undefined },
    }),
  ),
  entry("TRSK002-shinkin-refused", yukiguni(NEW), (page, language) =>
    registrationConfirmationPage(page, trail(page), {
      token: "x".repeat(43),
      draft: draft(language, { userId: "user03", loginId: null }),
      parts: { hasAdministrators: false, deadlineDays: 80 },
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TRSK003-made", yukiguni(NEW), (page, language) =>
    registrationResultPage(page, trail(page), {
      identity: "user03",
      userName: people[language][2],
      roleName: language === "ja" ? "利用者" : "User",
      secrets: { login: "k7mWq3xPv9Rd", confirmation: "t4HnB8sYz2Fc" },
      deadline: inDays(80),
    }),
  ),
];

const SUSPENSION = "/administration/users/suspension";

const suspensionRows = (users: readonly ListedUser[]): SuspensionRow[] =>
  users.map((user, index) => ({
    ...user,
    act: user.isSuspended ? "resume" : "suspend",
    isPossible: index > 1,
  }));

const suspended = (language: Language, isSuspended: boolean): SuspensionRow => ({
  ...listed("taro0002", people[language][2], { roleName: language === "ja" ? "一般ユーザ" : "User" }),
  act: isSuspended ? "resume" : "suspend",
  isPossible: true,
});

const suspensionEntries: readonly GalleryEntry[] = [
  entry("BRSK016-list", hisui(SUSPENSION), (page, language) =>
    suspensionListPage(page, trail(page), suspensionRows(bizsolUsers(language))),
  ),
  entry("TRSK004-suspend", hisui(SUSPENSION), (page, language) =>
    suspensionConfirmationPage(page, trail(page), suspended(language, false)),
  ),
  entry("TRSK004-resume-refused", hisui(SUSPENSION), (page, language) =>
    suspensionConfirmationPage(page, trail(page), {
      ...suspended(language, true),
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TRSK005-suspended", hisui(SUSPENSION), (page, language) =>
    suspensionResultPage(page, trail(page), { ...suspended(language, true), done: "suspend" }),
  ),
];

const LIST = "/administration/users/list";

const reissued = (language: Language) => ({
  userId: "user03",
  identity: "user03",
  userName: people[language][2],
  state: "none" as const,
  deadline: inDays(3),
});

const reissueEntries: readonly GalleryEntry[] = [
  entry("TRSK006-confirmation", yukiguni(LIST), (page, language) =>
    reissuePage(page, trail(page), reissued(language)),
  ),
  entry("TRSK006-refused", yukiguni(LIST), (page, language) =>
    reissuePage(page, trail(page), { ...reissued(language), refusal: refusalOf("CREDENTIAL_REFUSED") }),
  ),
  entry("TRSK007-issued", yukiguni(LIST), (page, language) =>
    reissueResultPage(page, trail(page), { ...reissued(language), deadline: inDays(80) }),
  ),
];

/** The screens of 利用者管理 but those of revocation. */
export const userEntries: readonly GalleryEntry[] = [
  entry("BRSK005-list", hisui(LIST), (page, language) =>
    usersPage(page, trail(page), board(bizsolUsers(language))),
  ),
  entry("BRSK005-shinkin-list", yukiguni(LIST), (page, language) =>
    usersPage(page, trail(page), board(shinkinUsers(language))),
  ),
  entry("BRSK005-empty", hisui(LIST), (page, language) =>
    usersPage(page, trail(page), {
      ...board(bizsolUsers(language)),
      filter: "expiring",
      users: [],
    }),
  ),
  ...registrationEntries,
  ...suspensionEntries,
  ...reissueEntries,
];
