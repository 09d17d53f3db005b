import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import type { Task } from "#screens/components/task-list.ts";
import { taskList } from "#screens/components/task-list.ts";

export const userAdministrationScreen: Screen = {
  id: "BRSK001",
  name: { ja: "作業内容選択", en: "Choose what to do" },
};

const texts = defineTexts({
  ja: {
    parent: "利用者管理",
    list: "利用者一覧",
    listBody: "利用者の方の利用状態、電子証明書の状態と有効期限、取得の期限を確認します。",
    register: "利用者登録",
    registerBody: "ご契約に新しい利用者を登録し、はじめに使うパスワード・暗証番号を決めます。",
    suspension: "利用者停止・解除",
    suspensionBody: "利用者の方を一時的にログインできなくし、またできるようにします。",
    revoke: "証明書失効",
    revokeBody:
      "パソコンの入れ替え・修理・紛失のときや、利用者の方の異動・退職のときに、電子証明書を使えなくします。",
  },
  en: {
    parent: "Users",
    list: "List of users",
    listBody: "See how the users stand: account, certificate, and until when it may be acquired.",
    register: "Register a user",
    registerBody: "Add a user to your contract, with first passwords or PINs.",
    suspension: "Stop or resume users",
    suspensionBody: "Keep a user from logging in for a while, or let the user in again.",
    revoke: "Revoke a certificate",
    revokeBody: "Ends a certificate when a PC is replaced, repaired or lost, or when somebody leaves.",
  },
});

/** BRSK001 作業内容選択. `refusal`: why this visitor may not revoke, where that is so. */
export const userAdministrationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  refusal: DescribedRefusal | undefined,
  more: readonly Task[] = [],
): string => {
  const text = texts[page.language];
  const space = page.language === "ja" ? "" : " ";
  const description =
    refusal === undefined
      ? text.revokeBody
      : `${inLanguage(page, refusal.cause)}${space}${inLanguage(page, refusal.action)}`;
  const path = refusal === undefined ? "/administration/users/certificates" : undefined;
  return renderPage(page, {
    screen: userAdministrationScreen,
    parent: text.parent,
    breadcrumb,
    main: html`${taskList([
      { title: text.list, description: text.listBody, path: "/administration/users/list" },
      { title: text.register, description: text.registerBody, path: "/administration/users/new" },
      { title: text.suspension, description: text.suspensionBody, path: "/administration/users/suspension" },
      { title: text.revoke, description, path },
      ...more,
    ])}`,
  });
};
