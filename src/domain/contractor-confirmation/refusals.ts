import { defineRefusals } from "#domain/refusal/refusal.ts";

/** 契約者確認: why a contract goes no further, and why something is not asked, answered or decided (G020e). */
export const contractorRefusals = defineRefusals({
  CONTRACTOR_CONFIRMATION_NEEDED: {
    kind: "forbidden",
    cause: {
      ja: "契約者確認のご質問にまだお答えいただいていません。",
      en: "The institution's questions about your contract have not been answered yet.",
    },
    action: {
      ja: "ログインして「契約者確認」の画面でお答えください。ログインできない場合は、お取引店へご連絡ください。",
      en: "Please log in and answer them on the page “Contract confirmation”. If you cannot log in, please contact your branch.",
    },
  },
  CONTRACTOR_CONFIRMATION_BY_OTHERS: {
    kind: "forbidden",
    cause: {
      ja: "ご契約の契約者確認がまだ済んでいません。",
      en: "The confirmation of your contract has not been given yet.",
    },
    action: {
      ja: "マスターユーザまたは管理者の方に、ログインして契約者確認にお答えいただくようご依頼ください。",
      en: "Please ask the master user or an administrator of your company to log in and answer the questions.",
    },
  },
  CONTRACTOR_CONFIRMATION_WAITING: {
    kind: "forbidden",
    cause: {
      ja: "契約者確認のご回答を当金融機関で確認しています。",
      en: "The institution is checking the answers about your contract.",
    },
    action: {
      ja: "確認が終わりましたらメールでお知らせします。それまでお待ちください。",
      en: "You will be told by mail when it has been done. Please wait until then.",
    },
  },
  CONTRACTOR_ANSWERS_INCOMPLETE: {
    kind: "invalid",
    cause: {
      ja: "お答えいただいていない質問、または正しくない回答があります。",
      en: "An answer is missing or cannot be taken.",
    },
    action: {
      ja: "印の付いた質問をご確認ください。",
      en: "Please look at the questions that are marked.",
    },
  },
  CONTRACTOR_ANSWERED_MEANWHILE: {
    kind: "conflict",
    cause: {
      ja: "この契約者確認には、別の方がすでにお答えになっています。",
      en: "Somebody else has answered these questions meanwhile.",
    },
    action: {
      ja: "もう一度お答えいただく必要はありません。",
      en: "You need not answer them again.",
    },
  },
  CONTRACTOR_CONFIRMATION_NOT_USED: {
    kind: "conflict",
    cause: {
      ja: "この金融機関には契約者確認の質問が登録されていません。",
      en: "This institution has no questions for contracts.",
    },
    action: {
      ja: "金融機関の設定(contractorConfirmation.questions)をご確認ください。",
      en: "Please check the institution's policy (contractorConfirmation.questions).",
    },
  },
  CONTRACTOR_CONFIRMATION_OPEN: {
    kind: "conflict",
    cause: {
      ja: "このご契約には、まだ終わっていない契約者確認があります。",
      en: "The contract has a confirmation that is not finished.",
    },
    action: {
      ja: "先にその契約者確認を承認するか差し戻してください。",
      en: "Please accept or return that one first.",
    },
  },
  CONTRACTOR_CONFIRMATION_NOT_ANSWERED: {
    kind: "conflict",
    cause: {
      ja: "確認を待っている回答がありません。",
      en: "There are no answers that wait to be checked.",
    },
    action: {
      ja: "最新の状況を表示してご確認ください。",
      en: "Please look at the present state.",
    },
  },
  CONTRACTOR_REASON_INVALID: {
    kind: "invalid",
    cause: {
      ja: "差し戻しの理由は1〜500文字で入力してください。",
      en: "The reason for returning the answers takes 1 to 500 characters.",
    },
    action: {
      ja: "お客様にそのまま表示される文でご入力ください。",
      en: "Please write it in the words that the customer is to read.",
    },
  },
});

export type ContractorCode = keyof typeof contractorRefusals;
