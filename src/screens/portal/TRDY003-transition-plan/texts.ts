import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const planScreen: Screen = { id: "TRDY003", name: { ja: "移行日の設定", en: "Dates of the move" } };
export const planConfirmationScreen: Screen = {
  id: "TRDY004",
  name: { ja: "移行日の設定確認", en: "Confirm the dates" },
};
export const finishScreen: Screen = {
  id: "TRDY005",
  name: { ja: "ID・パスワード方式終了確認", en: "Confirm ending ID and password" },
};
export const planResultScreen: Screen = {
  id: "TRDY006",
  name: { ja: "移行日の設定結果", en: "The dates have been set" },
};

export const texts = defineTexts({
  ja: {
    parent: "電子証明書方式への移行",
    lead: (least: number, most: number) =>
      `はじめの日からは、ID・パスワード方式と電子証明書方式の両方を使えます。終わりの日からは、全員が電子証明書でログインします。はじめの日から終わりの日まで${least}日以上、本日から終わりの日まで${most}日以内で決めてください。`,
    acquireFrom: "電子証明書の取得をはじめる日",
    passwordEndsOn: "ID・パスワード方式を終わる日",
    dateHelp: "2027-04-01 の形で入力してください。その日の0時からです。",
    dateUnfit: "日付を 2027-04-01 の形で入力してください。",
    next: "確認画面へ進む",
    back: "戻る",
    title: "終わりの日から、全員がID・パスワードでログインできなくなります",
    body: (left: number) =>
      `いま電子証明書をお持ちでない方は${left}名です。終わりの日までは、移行状況の画面から日付を変更できます。`,
    execute: "移行日を決める",
    finishTitle: "いまから、全員がID・パスワードでログインできなくなります",
    finishBody: (left: number) =>
      left === 0
        ? "すべての利用者が電子証明書をお持ちです。元に戻せません。"
        : `電子証明書をお持ちでない${left}名は、取得するまでログインできません。元に戻せません。`,
    names: "電子証明書をお持ちでない方",
    nobody: "いません",
    finish: "いま終了する",
    done: "移行日を決めました",
    doneBody: "利用者の方には、移行状況の画面から案内メールを送れます。",
    finished: "ID・パスワード方式を終了しました",
    finishedBody: "すべての利用者は、電子証明書でログインします。",
    board: "移行状況へ戻る",
  },
  en: {
    parent: "The move to certificates",
    lead: (least: number, most: number) =>
      `From the first date on both ID and password and certificates can be used. From the last date on everybody logs in by certificate. At least ${least} days between them, and the last date at most ${most} days from today.`,
    acquireFrom: "Certificates can be acquired from",
    passwordEndsOn: "ID and password end on",
    dateHelp: "Like 2027-04-01. It counts from midnight of that day.",
    dateUnfit: "Enter a date like 2027-04-01.",
    next: "To the confirmation",
    back: "Back",
    title: "From the last date on nobody can log in by ID and password",
    body: (left: number) =>
      `${left === 1 ? "1 user has" : `${left} users have`} no certificate now. Until the last date you can change the dates on the board.`,
    execute: "Set the dates",
    finishTitle: "From now on nobody will be able to log in by ID and password",
    finishBody: (left: number) =>
      left === 0
        ? "Every user has a certificate. It cannot be undone."
        : `${left === 1 ? "1 user" : `${left} users`} without a certificate cannot log in until they acquire one. It cannot be undone.`,
    names: "Without a certificate",
    nobody: "nobody",
    finish: "End it now",
    done: "The dates have been set",
    doneBody: "You can remind the users by mail from the board.",
    finished: "Login by ID and password has ended",
    finishedBody: "Everybody logs in by certificate.",
    board: "Back to the board",
  },
});
