import type { Family, InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Place } from "#screens/components/page-context.ts";
import { mayEnter } from "./access.ts";

/** The first page after login, by family. */
export const topPlaces: Readonly<Record<Family, Place>> = {
  bizsol: { name: { ja: "トップページ", en: "Top page" }, path: "/top" },
  shinkin: { name: { ja: "利用者ステータス", en: "User status" }, path: "/top" },
};

export const administrationPlace: Place = {
  name: { ja: "管理", en: "Administration" },
  path: "/administration",
};
export const settingsPlace: Place = { name: { ja: "お客様情報", en: "Your settings" }, path: "/settings" };
export const usersPlace: Place = { name: { ja: "利用者管理", en: "Users" }, path: "/administration/users" };
export const usersListPlace: Place = {
  name: { ja: "利用者一覧", en: "List of users" },
  path: "/administration/users/list",
};
export const newUserPlace: Place = {
  name: { ja: "利用者登録", en: "Register a user" },
  path: "/administration/users/new",
};
export const suspensionPlace: Place = {
  name: { ja: "利用者停止・解除", en: "Stop or resume users" },
  path: "/administration/users/suspension",
};
export const certificatesPlace: Place = {
  name: { ja: "証明書失効", en: "Revoke a certificate" },
  path: "/administration/users/certificates",
};

/** The menu of a visitor. */
export const menuFor = (institution: InstitutionPolicy, role: UserRole): readonly Place[] =>
  mayEnter("administration", role, institution)
    ? [topPlaces[institution.family], administrationPlace, settingsPlace]
    : [topPlaces[institution.family], settingsPlace];
