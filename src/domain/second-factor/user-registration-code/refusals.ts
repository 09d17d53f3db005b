import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a user registration code is not accepted or made. A wrong code and none at all are one refusal. */
export const registrationCodeRefusals = defineRefusals({
  REGISTRATION_CODE_FORM: {
    kind: "invalid",
    cause: {
      ja: "利用者登録コードは英数字12文字です。",
      en: "A user registration code is 12 letters and digits.",
    },
    action: {
      ja: "お渡しした利用者登録コードをそのまま入力してください。",
      en: "Please type in the code as it was handed to you.",
    },
  },
  REGISTRATION_CODE_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "利用者登録コードを確認できませんでした。",
      en: "The user registration code was not accepted.",
    },
    action: {
      ja: "最後に受け取った利用者登録コードをご確認ください。お手元にない場合は、管理者の方またはお取引店へお問い合わせください。",
      en: "Please check the code that you received last. If you have none, ask your administrator or your branch.",
    },
  },
  REGISTRATION_CODE_EXPIRED: {
    kind: "conflict",
    cause: {
      ja: "利用者登録コードの有効期限が過ぎています。",
      en: "The user registration code has expired.",
    },
    action: {
      ja: "新しい利用者登録コードの発行を、管理者の方またはお取引店にご依頼ください。",
      en: "Please ask your administrator or your branch for a new one.",
    },
  },
  REGISTRATION_CODE_VERIFIED: {
    kind: "conflict",
    cause: {
      ja: "利用者登録コードの認証はすでに済んでいます。",
      en: "The user registration code was entered before.",
    },
    action: {
      ja: "最初の画面からもう一度お手続きください。",
      en: "Please start again from the first screen.",
    },
  },
  REGISTRATION_CODE_NOT_YOURS: {
    kind: "forbidden",
    cause: {
      ja: "この利用者の利用者登録コードは発行できません。",
      en: "You cannot make a user registration code for this user.",
    },
    action: {
      ja: "お取引店にご依頼ください。ご自身の分は、ほかの管理者の方にもご依頼いただけます。",
      en: "Please ask your branch or, for your own, another administrator.",
    },
  },
});

export type RegistrationCodeCode = keyof typeof registrationCodeRefusals;
