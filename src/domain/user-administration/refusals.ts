import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why an administrator does not get something done with a user of the contract. */
export const userAdministrationRefusals = defineRefusals({
  USER_ADMINISTRATION_FORBIDDEN: {
    kind: "forbidden",
    cause: {
      ja: "利用者管理の操作は、ご利用中の利用者には許可されていません。",
      en: "You are not allowed to administer users.",
    },
    action: {
      ja: "操作が必要な場合は、ご契約のマスターユーザまたは管理者の方へご依頼ください。",
      en: "If it needs to be done, please ask the master user or an administrator of your contract.",
    },
  },
  USER_DRAFT_UNKNOWN: {
    kind: "notFound",
    cause: {
      ja: "登録する内容が見つからないか、入力から時間が経ちすぎています。",
      en: "What was to be registered is not there any more, or was entered too long ago.",
    },
    action: {
      ja: "利用者一覧で登録済みかどうかをご確認のうえ、まだの場合は最初から入力してください。",
      en: "Please see in the list of users whether it was registered; if not, enter it again.",
    },
  },
  OWN_SUSPENSION_REFUSED: {
    kind: "forbidden",
    cause: { ja: "ご自身を停止・解除することはできません。", en: "You cannot stop or resume yourself." },
    action: {
      ja: "停止が必要な場合は、他の管理者の方またはお取引店へご依頼ください。",
      en: "If it needs to be done, please ask another administrator or your branch.",
    },
  },
  HEAD_SUSPENSION_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "マスターユーザ（管理者）の方を画面から停止・解除することはできません。",
      en: "The master user (Shinkin: the administrator) cannot be stopped or resumed on screen.",
    },
    action: {
      ja: "停止が必要な場合は、お取引店へお届けください。",
      en: "If it needs to be done, please hand in a request at your branch.",
    },
  },
  USER_ALREADY_SUSPENDED: {
    kind: "conflict",
    cause: { ja: "この利用者はすでに停止しています。", en: "This user is stopped already." },
    action: {
      ja: "利用者停止・解除一覧で、現在の状態をご確認ください。",
      en: "Please see the present state in the list.",
    },
  },
  USER_REISSUE_NOT_NEEDED: {
    kind: "conflict",
    cause: {
      ja: "この利用者に、いま電子証明書を発行する必要はありません。",
      en: "There is no need to issue a certificate to this user now.",
    },
    action: {
      ja: "利用者一覧で、電子証明書の状態をもう一度ご確認ください。",
      en: "Please see the state of the certificate again in the list of users.",
    },
  },
  USER_NOT_SUSPENDED: {
    kind: "conflict",
    cause: { ja: "この利用者は停止していません。", en: "This user is not stopped." },
    action: {
      ja: "利用者停止・解除一覧で、現在の状態をご確認ください。",
      en: "Please see the present state in the list.",
    },
  },
});

export type UserAdministrationCode = keyof typeof userAdministrationRefusals;
