import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a user is not made or changed. */
export const userRefusals = defineRefusals({
  USER_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当する利用者が見つかりません。", en: "There is no such user." },
    action: {
      ja: "契約者IDと利用者IDをご確認ください。",
      en: "Please check the contract ID and the user ID.",
    },
  },
  USER_FIELD_INVALID: {
    kind: "invalid",
    cause: { ja: "入力内容に誤りがあります({field})。", en: "An entry is not right ({field})." },
    action: {
      ja: "文字の種類と長さをご確認のうえ、もう一度入力してください。",
      en: "Please check its characters and length and enter it again.",
    },
  },
  USER_ROLE_NOT_OFFERED: {
    kind: "invalid",
    cause: {
      ja: "この金融機関には、指定された種類の利用者はありません。",
      en: "The institution has no users of this role.",
    },
    action: { ja: "別の種類を指定してください。", en: "Please choose another role." },
  },
  USER_CONTRACT_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当するご契約が見つかりません。", en: "There is no such contract." },
    action: { ja: "契約者IDをご確認ください。", en: "Please check the contract ID." },
  },
  USER_CONTRACT_FULL: {
    kind: "conflict",
    cause: {
      ja: "ご契約で登録できる利用者の人数の上限({limit}人)に達しています。",
      en: "The contract has reached its limit of {limit} users.",
    },
    action: {
      ja: "使わなくなった利用者を削除したあとで、もう一度登録してください。",
      en: "Please remove users who are no longer needed, then try again.",
    },
  },
  USER_HEAD_EXISTS: {
    kind: "conflict",
    cause: {
      ja: "このご契約には、すでにマスターユーザ(管理者)が登録されています。",
      en: "The contract already has its master user (administrator).",
    },
    action: { ja: "別の種類を指定してください。", en: "Please choose another role." },
  },
  USER_ID_TAKEN: {
    kind: "conflict",
    cause: {
      ja: "この利用者IDまたはログインIDはすでに使われています。",
      en: "This user ID or login ID is already in use.",
    },
    action: { ja: "別のIDを指定してください。", en: "Please choose another ID." },
  },
});

export type UserCode = keyof typeof userRefusals;
