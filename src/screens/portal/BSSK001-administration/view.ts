import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { taskList } from "#screens/components/task-list.ts";

export const administrationScreen: Screen = { id: "BSSK001", name: { ja: "業務選択", en: "Administration" } };

const texts = defineTexts({
  ja: {
    parent: "管理",
    users: "利用者管理",
    usersBody: "ご契約の利用者の電子証明書の状態を確認し、失効の手続きを行います。",
  },
  en: {
    parent: "Administration",
    users: "Users",
    usersBody: "See the certificates of the users of your contract, and revoke them.",
  },
});

/** BSSK001 業務選択. */
export const administrationPage = (page: PageContext, top: Place): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: administrationScreen,
    parent: text.parent,
    breadcrumb: [top],
    main: html`${taskList([{ title: text.users, description: text.usersBody, path: "/administration/users" }])}`,
  });
};
