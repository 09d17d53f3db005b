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
});

export type ContractCode = keyof typeof contractRefusals;
