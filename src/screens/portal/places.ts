import type { Family, InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Place } from "#screens/components/page-context.ts";
import { mayEnter } from "./access.ts";

/** The first page after login, by family. */
export const topPlaces: Readonly<Record<Family, Place>> = {
  bizsol: { name: { ja: "トップページ", en: "Top page" }, path: "/top" },
  shinkin: { name: { ja: "利用者ステータス", en: "User status" }, path: "/top" },
};

export const ownCertificatesPlace: Place = {
  name: { ja: "発行された電子証明書の一覧", en: "All certificates issued for you" },
  path: "/certificates",
};
/** Replacing a PC, for whoever cannot log in; and for whoever is logged in. */
export const REPLACEMENT_PATH = "/certificate/replace";
export const OWN_REPLACEMENT_PATH = "/certificates/replace";

export const administrationPlace: Place = {
  name: { ja: "管理", en: "Administration" },
  path: "/administration",
};
export const settingsPlace: Place = { name: { ja: "お客様情報", en: "Your settings" }, path: "/settings" };
export const ownTokenPlace: Place = {
  name: { ja: "ワンタイムパスワード", en: "One-time passwords" },
  path: "/settings/one-time-password",
};
export const ownTransactionPlace: Place = {
  name: { ja: "トランザクション認証", en: "Transaction authentication" },
  path: "/settings/transaction-authentication",
};
export const transactionTokensPlace: Place = {
  name: { ja: "トランザクション認証トークン失効", en: "Revoke a transaction token" },
  path: "/administration/users/transaction-tokens",
};
export const usersPlace: Place = { name: { ja: "利用者管理", en: "Users" }, path: "/administration/users" };
export const usersListPlace: Place = {
  name: { ja: "利用者一覧", en: "List of users" },
  path: "/administration/users/list",
};
/** The page of one user. */
export const userPath = (userId: string): string => `${usersListPlace.path}/${encodeURIComponent(userId)}`;
export const newUserPlace: Place = {
  name: { ja: "利用者登録", en: "Register a user" },
  path: "/administration/users/new",
};
export const tokenRevocationPlace: Place = {
  name: { ja: "トークン失効", en: "Revoke a token" },
  path: "/administration/users/tokens/revocation",
};
export const tokenInitialisationPlace: Place = {
  name: { ja: "トークン初期化", en: "Initialise a token" },
  path: "/administration/users/tokens/initialisation",
};
export const suspensionPlace: Place = {
  name: { ja: "利用者停止・解除", en: "Stop or resume users" },
  path: "/administration/users/suspension",
};
export const proposalsPlace: Place = {
  name: { ja: "承認待ち一覧", en: "Proposals" },
  path: "/administration/proposals",
};
export const readinessPlace: Place = {
  name: { ja: "電子証明書方式への移行状況", en: "Readiness for certificates" },
  path: "/administration/readiness",
};
export const certificatesPlace: Place = {
  name: { ja: "証明書失効", en: "Revoke a certificate" },
  path: "/administration/users/certificates",
};

/** ご利用環境: tests the visitor's own browser. */
export const environmentPlace: Place = {
  name: { ja: "ご利用環境の確認", en: "Check this browser" },
  path: "/environment",
};
/** Where it says whether the browser presented a certificate. */
export const CERTIFICATE_CHECK_PATH = "/environment/certificate";

/** The menu of a visitor. */
export const menuFor = (institution: InstitutionPolicy, role: UserRole): readonly Place[] =>
  mayEnter("administration", role, institution)
    ? [topPlaces[institution.family], administrationPlace, settingsPlace]
    : [topPlaces[institution.family], settingsPlace];
