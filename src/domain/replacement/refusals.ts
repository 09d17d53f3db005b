import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a PC is not replaced, or a certificate not disowned (decisions 0170 and 0171). */
export const replacementRefusals = defineRefusals({
  REPLACEMENT_NEEDS_LOGIN: {
    kind: "forbidden",
    cause: {
      ja: "この金融機関では、ログインしていない状態でパソコンの入れ替えの手続きを行えません。",
      en: "At this institution a PC cannot be replaced without being logged in.",
    },
    action: {
      ja: "ログインできない場合は、ご契約の管理者の方（マスターユーザ・管理者ユーザ）またはお取引店へご連絡ください。",
      en: "If you cannot log in, please contact an administrator of your contract or your branch.",
    },
  },
  REPLACEMENT_NEEDS_ADMINISTRATOR: {
    kind: "forbidden",
    cause: {
      ja: "パソコンの入れ替えの手続きは、ご契約の管理者の方が行います。",
      en: "An administrator of your contract has to do this.",
    },
    action: {
      ja: "ご契約の管理者の方（マスターユーザ・管理者ユーザ）に、電子証明書の失効と再発行をご依頼ください。",
      en: "Please ask an administrator of your contract to revoke your certificate and to issue another.",
    },
  },
  REPLACEMENT_NEEDS_INSTITUTION: {
    kind: "forbidden",
    cause: {
      ja: "ご利用の権限（マスターユーザ・管理者）では、画面からパソコンの入れ替えの手続きを行えません。",
      en: "In your role a PC cannot be replaced on screen.",
    },
    action: {
      ja: "お取引店の窓口へお届けください。お急ぎの場合は、ヘルプデスクへお電話ください。",
      en: "Please hand in a request at your branch. If it is urgent, call the help desk.",
    },
  },
  NOTHING_TO_REPLACE: {
    kind: "conflict",
    cause: {
      ja: "現在ご利用中の電子証明書がないため、失効する必要はありません。",
      en: "No certificate of yours is in use, so there is nothing to revoke.",
    },
    action: {
      ja: "そのまま電子証明書の取得へお進みください。",
      en: "Please go on to acquiring a certificate.",
    },
  },
  REPLACEMENT_OVERTAKEN: {
    kind: "conflict",
    cause: {
      ja: "確認画面を開いたあとで、この電子証明書の状態が変わりました。今回の手続きでは何も変更していません。",
      en: "The certificate changed after you were shown it. This procedure has changed nothing.",
    },
    action: {
      ja: "お手続きを最初からやり直してください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Please start again. If you do not know why it changed, contact the help desk.",
    },
  },
  REPLACEMENT_NOT_CONFIRMED: {
    kind: "invalid",
    cause: {
      ja: "失効の確認が入力されなかったため、何も変更していません。",
      en: "The revocation was not confirmed, so nothing has been changed.",
    },
    action: {
      ja: "手続きを続ける場合は「はい」と入力してください。",
      en: "To go on, type “yes”.",
    },
  },
  CERTIFICATE_NOT_DISOWNABLE: {
    kind: "conflict",
    cause: {
      ja: "この電子証明書はすでに使えなくなっています。",
      en: "This certificate can no longer be used anyway.",
    },
    action: {
      ja: "お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "If you do not know it, please contact the help desk.",
    },
  },
});

export type ReplacementCode = keyof typeof replacementRefusals;
