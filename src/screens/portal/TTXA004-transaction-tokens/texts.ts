import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const tokensScreen: Screen = {
  id: "TTXA004",
  name: { ja: "トランザクション認証トークン失効", en: "Revoke a transaction token" },
};
export const tokenRevocationScreen: Screen = {
  id: "TTXA005",
  name: { ja: "トランザクション認証トークン失効確認", en: "Confirm the revocation of a transaction token" },
};
export const tokenRevokedScreen: Screen = {
  id: "TTXA006",
  name: { ja: "トランザクション認証トークン失効結果", en: "The transaction token has been revoked" },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者管理",
    lead: "紛失・故障・機種変更などで使えなくなったトークンを失効します。ご自身がご利用のトークンは、別のトークンをご利用の管理者の方だけが失効できます。",
    caption: "失効するトークンを選んでください",
    serial: "トークン番号",
    users: "利用者",
    since: "ご利用開始",
    action: "操作",
    revoke: "失効",
    about: (serial: string) => `（トークン番号 ${serial}）`,
    own: "ご自身のトークン",
    empty: "トランザクション認証のトークンをご利用の方はいません。",
    warning: "失効すると、このトークンは直ちに使えなくなり、元に戻せません",
    warningBody: "このトークンをご利用の方は、全員がもう一度利用開始登録を行う必要があります。",
    execute: "実行",
    missing: "入力してください。",
    done: "トークンを失効しました",
    doneBody: "ご利用だった方は、次にトランザクション認証を求められたときに、新しいトークンを登録できます。",
    list: "一覧へ戻る",
    transaction: "トークンの失効",
    taskBody: "紛失・故障・機種変更などで使えなくなった、トランザクション認証のトークンを失効します。",
  },
  en: {
    parent: "Users",
    lead: "Revoke a token that was lost, broke, or was on a phone no longer used. Your own token can only be revoked by an administrator with another one.",
    caption: "Choose the token to revoke",
    serial: "Token number",
    users: "Users",
    since: "In use since",
    action: "Action",
    revoke: "Revoke",
    about: (serial: string) => ` (token ${serial})`,
    own: "Your own token",
    empty: "Nobody uses a token for transaction authentication.",
    warning: "Once revoked, this token stops working at once, for good",
    warningBody: "Everybody who uses it has to register anew.",
    execute: "Revoke it",
    missing: "Type it in.",
    done: "The token has been revoked",
    doneBody: "Its users register another when they are next asked for transaction authentication.",
    list: "Back to the list",
    transaction: "Revoke a token",
    taskBody:
      "Revoke a transaction authentication token that was lost, broke, or was on a phone no longer used.",
  },
});
