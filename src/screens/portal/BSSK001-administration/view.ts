import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { taskList } from "#screens/components/task-list.ts";
import { proposalsPlace, readinessPlace, usersPlace } from "../places.ts";

export const administrationScreen: Screen = { id: "BSSK001", name: { ja: "業務選択", en: "Administration" } };

const texts = defineTexts({
  ja: {
    parent: "管理",
    users: "利用者管理",
    usersBody:
      "ご契約の利用者の登録・変更・停止・削除と、電子証明書の状態の確認・発行・失効の手続きを行います。",
    proposals: "承認待ち一覧",
    proposalsBody: "他の管理者の承認が必要な操作を、確認して承認または却下します。",
    readiness: "電子証明書方式への移行状況",
    readinessBody: "電子証明書をお持ちの方とお持ちでない方を確認し、未取得の方へ案内メールを送ります。",
  },
  en: {
    parent: "Administration",
    users: "Users",
    usersBody:
      "Register, change, stop and delete the users of your contract; see, issue and revoke their certificates.",
    proposals: "Proposals",
    proposalsBody: "See what another administrator has to approve, and approve or decline it.",
    readiness: "Readiness for certificates",
    readinessBody: "See who has a certificate and who has none, and remind those who have none.",
  },
});

/** BSSK001 業務選択. */
export const administrationPage = (page: PageContext, top: Place): string => {
  const text = texts[page.language];
  const approves = page.institution.userAdministration.dualApproval !== "never";
  return renderPage(page, {
    screen: administrationScreen,
    parent: text.parent,
    breadcrumb: [top],
    main: html`${taskList([
      { title: text.users, description: text.usersBody, path: usersPlace.path },
      ...(approves
        ? [{ title: text.proposals, description: text.proposalsBody, path: proposalsPlace.path }]
        : []),
      { title: text.readiness, description: text.readinessBody, path: readinessPlace.path },
    ])}`,
  });
};
