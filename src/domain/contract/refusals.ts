import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a contract is not made or changed. Told to staff at the command line and the operations terminal. */
export const contractRefusals = defineRefusals({
  CONTRACT_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当するご契約が見つかりません。", en: "There is no such contract." },
    action: { ja: "契約者IDをご確認ください。", en: "Please check the contract ID." },
  },
  CONTRACT_FIELD_INVALID: {
    kind: "invalid",
    cause: { ja: "入力内容に誤りがあります({field})。", en: "An entry is not right ({field})." },
    action: {
      ja: "文字の種類と長さをご確認のうえ、もう一度入力してください。",
      en: "Please check its characters and length and enter it again.",
    },
  },
  CONTRACT_ID_TAKEN: {
    kind: "conflict",
    cause: { ja: "この契約者IDはすでに使われています。", en: "This contract ID is already in use." },
    action: { ja: "別の契約者IDを指定してください。", en: "Please choose another contract ID." },
  },
  CONTRACT_METHOD_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "この金融機関では、指定されたログイン方式を取り扱っていません。",
      en: "The institution does not offer this login method.",
    },
    action: {
      ja: "取り扱っているログイン方式を指定してください。",
      en: "Please choose a login method that the institution offers.",
    },
  },
  CONTRACT_USES_CERTIFICATES: {
    kind: "conflict",
    cause: {
      ja: "このご契約はすでに電子証明書方式です。",
      en: "The contract already uses certificates.",
    },
    action: { ja: "切り替えの手続きは必要ありません。", en: "There is nothing to switch." },
  },
  CONTRACT_APPROVAL_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "この金融機関では、管理者2名による承認を取り扱っていません。",
      en: "The institution does not offer approval by a second administrator.",
    },
    action: { ja: "設定の必要はありません。", en: "There is nothing to switch." },
  },
  CONTRACT_NEEDS_SECOND_APPROVER: {
    kind: "conflict",
    cause: {
      ja: "承認できる管理者の方が2名以上いないため、設定できません。",
      en: "The contract has fewer than two administrators who could approve.",
    },
    action: {
      ja: "先に、管理者の方を登録するか、停止を解除してください。",
      en: "Please register an administrator first, or resume one who is stopped.",
    },
  },
  TRANSITION_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書方式への移行日を、この画面では決められません。",
      en: "The dates of the move to certificates cannot be set here.",
    },
    action: {
      ja: "お取引店の窓口へご相談ください。",
      en: "Please ask your branch.",
    },
  },
  TRANSITION_OVER: {
    kind: "conflict",
    cause: {
      ja: "この操作ができる移行の段階ではありません。",
      en: "The move to certificates is not at a stage where this can be done.",
    },
    action: {
      ja: "移行状況の画面で、現在の段階をご確認ください。",
      en: "Please see the present stage on the board.",
    },
  },
  TRANSITION_DATES_UNFIT: {
    kind: "invalid",
    cause: {
      ja: "日付が正しくありません。取得の開始から終了まで{leastDays}日以上、本日から終了まで{mostDays}日以内で指定できます。",
      en: "The dates do not fit: at least {leastDays} days from start to end, and at most {mostDays} days from today.",
    },
    action: {
      ja: "日付を入力し直してください。取得がすでに始まっているときは、取得の開始日は変更できません。",
      en: "Please enter the dates again. Where acquiring has begun, its first day stays as it is.",
    },
  },
});

export type ContractCode = keyof typeof contractRefusals;
