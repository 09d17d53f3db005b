import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why somebody does not obtain a login ID (ログインID取得, B1). */
export const registrationRefusals = defineRefusals({
  REGISTRATION_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "この金融機関では、画面からログインIDを取得できません。",
      en: "Login IDs are not obtained on screen at this institution.",
    },
    action: {
      ja: "お申込み後にお届けした書面をご確認ください。お手元にない場合は、お取引店へお問い合わせください。",
      en: "Please see the letter that followed your application, or ask your branch.",
    },
  },
  REGISTRATION_ACCOUNT_INVALID: {
    kind: "invalid",
    cause: {
      ja: "口座の情報の形が正しくありません。",
      en: "The account data are not of the right form.",
    },
    action: {
      ja: "店番号は数字3桁、口座番号は数字7桁で入力してください(7桁に満たない場合は先頭に0を付けます)。",
      en: "A branch number has 3 digits and an account number 7 (put zeros in front where it is shorter).",
    },
  },
  REGISTRATION_SESSION_OVER: {
    kind: "forbidden",
    cause: {
      ja: "お手続きの開始から30分が過ぎたか、お手続きが始まっていません。",
      en: "The procedure began more than 30 minutes ago, or has not begun.",
    },
    action: {
      ja: "「ログインID取得」からもう一度お手続きください。入力途中の内容は保存されていません。",
      en: "Please start again. Nothing of what you entered has been kept.",
    },
  },
  REGISTRATION_USED: {
    kind: "conflict",
    cause: {
      ja: "この書面によるログインIDの取得は、すでに完了しているか、新しい書面に切り替わっています。",
      en: "A login ID has been obtained with this letter already, or a newer letter has replaced it.",
    },
    action: {
      ja: "お手続きにお心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
      en: "If it was not you, please contact the help desk at once.",
    },
  },
  REGISTRATION_CHANGED: {
    kind: "conflict",
    cause: {
      ja: "確認画面を開いたあとで、入力内容が変わりました。",
      en: "What you entered was changed after this page was opened.",
    },
    action: { ja: "内容をもう一度ご確認ください。", en: "Please check it once more." },
  },
  REGISTRATION_LOGIN_ID_TAKEN: {
    kind: "conflict",
    cause: {
      ja: "このログインIDは、ほかのお客様が使用しています。",
      en: "This login ID is in use by another customer.",
    },
    action: { ja: "別のログインIDを指定してください。", en: "Please choose another one." },
  },
  REGISTRATION_LETTER_EXISTS: {
    kind: "conflict",
    cause: {
      ja: "この口座、またはこの契約では、ログインIDがすでに取得されているか、別の書面が有効です。",
      en: "A login ID exists for this contract, or another open letter has this account.",
    },
    action: {
      ja: "契約と口座の情報をご確認ください。",
      en: "Please check the contract and the account.",
    },
  },
});

export type RegistrationCode = keyof typeof registrationRefusals;
