import type { EnrollmentRuleCode } from "#domain/enrollment/refusals.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { BoardFilter } from "#domain/user-administration/board.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const usersScreen: Screen = { id: "BRSK005", name: { ja: "利用者一覧", en: "List of users" } };

export const filterNames: Readonly<Record<BoardFilter, Bilingual>> = {
  all: { ja: "すべて", en: "All" },
  withCertificate: { ja: "証明書あり", en: "With a certificate" },
  locked: { ja: "ロック中", en: "Locked" },
  withoutCertificate: { ja: "証明書なし", en: "Without a certificate" },
  suspended: { ja: "停止中", en: "Stopped" },
  expiring: { ja: "期限間近", en: "Soon to expire" },
};

/** What stands where a filter leaves nobody. */
export const emptyTexts: Readonly<Record<BoardFilter, Bilingual>> = {
  all: { ja: "利用者が登録されていません。", en: "No users are registered." },
  withoutCertificate: {
    ja: "すべての利用者が電子証明書を取得しています。",
    en: "Every user has a certificate.",
  },
  withCertificate: {
    ja: "使える電子証明書をお持ちの利用者はいません。",
    en: "No user has a usable certificate.",
  },
  locked: {
    ja: "入力の誤りによってロックされている利用者はいません。",
    en: "No user is locked after wrong entries.",
  },
  suspended: { ja: "停止中の利用者はいません。", en: "No user is stopped." },
  expiring: {
    ja: "有効期限が近い電子証明書はありません。",
    en: "No certificate is close to its end.",
  },
};

const byAdministrator: Bilingual = { ja: "再発行が必要", en: "To be issued again" };

/** Why a user cannot acquire a certificate now, in a word or two. */
export const closedTexts: Readonly<Partial<Record<EnrollmentRuleCode, Bilingual>>> = {
  USER_SUSPENDED: { ja: "停止中", en: "Stopped" },
  ACQUISITION_CERTIFICATES_NOT_USED: { ja: "お申し込みなし", en: "Not applied for" },
  ACQUISITION_NOT_GRANTED: { ja: "未発行（発行が必要）", en: "To be issued" },
  ACQUISITION_DEADLINE_PASSED: { ja: "取得期限切れ（再発行が必要）", en: "Lapsed: to be issued again" },
  ACQUISITION_NEEDS_ADMINISTRATOR: byAdministrator,
  ACQUISITION_NEEDS_BRANCH: { ja: "窓口での手続き", en: "At the branch" },
  ACQUISITION_SELF_WINDOW_PASSED: byAdministrator,
  CONTRACT_CERTIFICATE_CAP: { ja: "枚数の上限に到達", en: "Limit reached" },
};

export const closedOtherwise: Bilingual = { ja: "取得できません", en: "Not now" };

export const texts = defineTexts({
  ja: {
    parent: "利用者管理",
    filters: "表示する利用者",
    users: "登録している利用者",
    usersOf: (shown: number, limit: number) => `${shown}名 ／ 上限 ${limit}名`,
    certificates: "使用中・発行中の電子証明書",
    certificatesOf: (shown: number, limit: number) => `${shown}枚 ／ 上限 ${limit}枚`,
    near: (left: number) => (left === 0 ? "上限に達しています" : `あと${left}`),
    locked: "ロック中",
    details: "詳細",
    detailsAbout: (name: string) => `（${name} 様）`,
    captions: {
      all: "すべての利用者",
      withCertificate: "使える電子証明書をお持ちの利用者",
      locked: "入力の誤りによってロックされている利用者",
      withoutCertificate: "使える電子証明書がない利用者",
      suspended: "停止中の利用者",
      expiring: "電子証明書の有効期限が近い利用者",
    },
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    role: "権限",
    account: "利用状態",
    certificate: "電子証明書",
    right: "取得の期限",
    action: "操作",
    self: "（ご自身）",
    active: "利用中",
    suspended: "停止中",
    until: "まで",
    open: "取得できます",
    issue: "発行",
    reissue: "再発行",
    about: (name: string) => `（${name} 様の電子証明書）`,
  },
  en: {
    parent: "Users",
    filters: "Which users to show",
    users: "Users registered",
    usersOf: (shown: number, limit: number) => `${shown} of at most ${limit}`,
    certificates: "Certificates in use or on their way",
    certificatesOf: (shown: number, limit: number) => `${shown} of at most ${limit}`,
    near: (left: number) => (left === 0 ? "limit reached" : `${left} left`),
    locked: "Locked",
    details: "Details",
    detailsAbout: (name: string) => `of ${name}`,
    captions: {
      all: "All users",
      withCertificate: "Users with a usable certificate",
      locked: "Users who are locked after wrong entries",
      withoutCertificate: "Users without a usable certificate",
      suspended: "Users who are stopped",
      expiring: "Users whose certificate expires soon",
    },
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    role: "Role",
    account: "Account",
    certificate: "Certificate",
    right: "To be acquired by",
    action: "Action",
    self: " (you)",
    active: "In use",
    suspended: "Stopped",
    until: "",
    open: "May be acquired",
    issue: "Issue",
    reissue: "Issue again",
    about: (name: string) => `a certificate to ${name}`,
  },
});
