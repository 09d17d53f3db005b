import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a mail address is not taken or not confirmed. */
export const mailAddressRefusals = defineRefusals({
  MAIL_ADDRESS_INVALID: {
    kind: "invalid",
    cause: { ja: "メールアドレスの形が正しくありません。", en: "This is not a mail address." },
    action: {
      ja: "半角4〜64文字で、「名前@ドメイン」の形で入力してください。",
      en: "Please enter 4 to 64 half-width characters like name@domain.",
    },
  },
  MAIL_ADDRESS_UNCHANGED: {
    kind: "invalid",
    cause: { ja: "現在のメールアドレスと同じです。", en: "This is your present mail address." },
    action: { ja: "新しいメールアドレスを入力してください。", en: "Please enter the new one." },
  },
  MAIL_CODE_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "確認番号が正しくないか、有効時間(10分)が過ぎています。",
      en: "The code is wrong, or older than 10 minutes.",
    },
    action: {
      ja: "最後に届いたメールの6桁の数字を入力してください。届いていない場合は、確認番号を送り直してください。",
      en: "Please enter the six digits of the last mail, or have a new code sent.",
    },
  },
  MAIL_CODE_SPENT: {
    kind: "tooMany",
    cause: {
      ja: "誤った入力が続いたため、この確認番号は使えなくなりました。",
      en: "After repeated wrong entries this code no longer works.",
    },
    action: { ja: "確認番号を送り直してください。", en: "Please have a new code sent." },
  },
  MAIL_CODES_EXHAUSTED: {
    kind: "tooMany",
    cause: {
      ja: "確認番号を送れる回数の上限に達しました。",
      en: "No further codes can be sent in this session.",
    },
    action: {
      ja: "メールアドレスをご確認のうえ、しばらくしてから最初からお手続きください。",
      en: "Please check the address and start again later.",
    },
  },
});

export type MailAddressCode = keyof typeof mailAddressRefusals;
