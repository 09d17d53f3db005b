import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const changeScreen: Screen = { id: "TRSK009", name: { ja: "利用者変更", en: "Change a user" } };
export const changeConfirmationScreen: Screen = {
  id: "TRSK010",
  name: { ja: "利用者変更確認", en: "Confirm the change" },
};
export const changeResultScreen: Screen = {
  id: "TRSK011",
  name: { ja: "利用者変更結果", en: "The user has been changed" },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者変更",
    userName: "利用者名",
    userNameHelp: "30文字以内です。",
    mailAddress: "メールアドレス",
    mailAddressHelp: "4〜64文字です。変更前と変更後の両方のメールアドレスへお知らせします。",
    ownMail: "ご自身のメールアドレスと権限は、この画面では変更できません。",
    role: "権限",
    administrator: "管理者権限を付与する",
    rights: "管理者の権限の内訳",
    rightsHelp:
      "管理者権限を付与する場合に、行えることを選びます。口座や振込限度額などの取引の権限は、金融機関の別のシステムで管理しています。",
    notYours: "（ご自身にない権限のため、付与できません）",
    next: "確認画面へ進む",
    back: "戻る",
    missing: "入力してください。",
    unfit: "文字の種類と長さをご確認ください。",
    changed: "変更する内容",
    item: "項目",
    before: "変更前",
    after: "変更後",
    title: "まだ変更は完了していません",
    body: "内容をご確認のうえ、ご自身の確認用パスワード（確認暗証番号）を入力してください。",
    execute: "変更する",
    done: "利用者を変更しました",
    doneBody: "ご本人のメールアドレスへお知らせしました。",
    details: "利用者詳細へ戻る",
    withheld: "付与しない権限",
    none: "なし",
  },
  en: {
    parent: "Change a user",
    userName: "Name",
    userNameHelp: "Up to 30 characters.",
    mailAddress: "Mail address",
    mailAddressHelp: "4 to 64 characters. Both the present and the new address are told.",
    ownMail: "Your own mail address and rights cannot be changed here.",
    role: "Role",
    administrator: "Grant administrator rights",
    rights: "Rights of the administrator in detail",
    rightsHelp:
      "What an administrator may do, where administrator rights are granted. Rights to accounts and transfer limits are kept in another system of the institution.",
    notYours: " (not yours, so you cannot grant it)",
    next: "To the confirmation",
    back: "Back",
    missing: "Type it in.",
    unfit: "Please check its characters and length.",
    changed: "What is to change",
    item: "Item",
    before: "Before",
    after: "After",
    title: "Nothing has been changed yet",
    body: "Please check it, and type in your own confirmation password (PIN).",
    execute: "Change",
    done: "The user has been changed",
    doneBody: "The user has been told by mail.",
    details: "Back to the user",
    withheld: "Rights withheld",
    none: "none",
  },
});
