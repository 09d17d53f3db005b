import { familyOf } from "#domain/institution/families.ts";
import type { User } from "#domain/user/users.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { identityInContract } from "./identity.ts";
import { administrationPlace, topPlaces, userPath, usersListPlace, usersPlace } from "./places.ts";
import type { SessionVisit } from "./visit.ts";

const texts = defineTexts({
  ja: {
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    role: "権限",
    details: "利用者詳細",
  },
  en: {
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    role: "Role",
    details: "User",
  },
});

/** Who a page is about. */
export type ShownUser = Pick<User, "reference" | "loginId" | "userName" | "role">;

/** Whom an act is about, as every confirmation shows it. */
export const userFacts = (page: PageContext, user: ShownUser): readonly (readonly [string, HtmlValue])[] => {
  const text = texts[page.language];
  return [
    [text.identity[page.institution.family], identityInContract(user)],
    [text.userName, user.userName],
    [text.role, inLanguage(page, familyOf(page.institution).roleNames[user.role])],
  ];
};

/** The way to the pages of 利用者一覧. */
export const usersTrail = ({ institution }: Pick<PageContext, "institution">): readonly Place[] => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
  usersListPlace,
];

/** The way to what is done with one user. */
export const userTrail = (
  page: Pick<PageContext, "institution">,
  user: Pick<User, "reference">,
): readonly Place[] => [
  ...usersTrail(page),
  {
    name: { ja: texts.ja.details, en: texts.en.details },
    path: userPath(user.reference.userId),
  },
];

/** Who acts, for the domain. */
export const byVisitor = ({ institution, session }: SessionVisit) => ({
  institution,
  administrator: session.user,
});
