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
    usersBody: "ご契約の利用者の登録・停止・解除と、電子証明書の状態の確認・発行・失効の手続きを行います。",
  },
  en: {
    parent: "Administration",
    users: "Users",
    usersBody:
      "Register, stop and resume the users of your contract; see, issue and revoke their certificates.",
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
