import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why transaction authentication does not go on. Tokens of others are refused as unknown. */
export const transactionRefusals = defineRefusals({
  TXA_NUMBER_FORM: {
    kind: "invalid",
    cause: {
      ja: "トランザクション認証番号は8桁の数字です。",
      en: "A transaction authentication number is 8 digits.",
    },
    action: {
      ja: "トークンに表示されている番号をそのまま入力してください。",
      en: "Please type in the number as your token shows it.",
    },
  },
  TXA_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "トランザクション認証番号を確認できませんでした。",
      en: "The transaction authentication number was not accepted.",
    },
    action: {
      ja: "今表示されている二次元コードをもう一度読み取り、トークンに表示された番号を入力してください。",
      en: "Please scan the code shown now once more, and type in the number that your token shows.",
    },
  },
  TXA_EXPIRED: {
    kind: "conflict",
    cause: {
      ja: "二次元コードの有効期限が切れました。",
      en: "The code has expired.",
    },
    action: {
      ja: "新しく表示された二次元コードを読み取り、番号を入力してください。",
      en: "Please scan the new code and type in its number.",
    },
  },
  TXA_ALREADY_USED: {
    kind: "conflict",
    cause: {
      ja: "このトランザクション認証番号はすでに使われています。",
      en: "This transaction authentication number has been used already.",
    },
    action: {
      ja: "お手続きを最初からやり直し、新しい二次元コードを読み取ってください。",
      en: "Please start again and scan the new code.",
    },
  },
  TXA_NOT_STARTED: {
    kind: "conflict",
    cause: {
      ja: "トランザクション認証の利用開始登録がお済みではありません。",
      en: "No token for transaction authentication is registered for you yet.",
    },
    action: {
      ja: "「お客様情報」の「トランザクション認証」で、トークンの利用開始登録を行ってください。",
      en: "Please register a token at “Transaction authentication” in your settings.",
    },
  },
  TXA_TOKEN_IN_USE: {
    kind: "conflict",
    cause: {
      ja: "すでにトークンをご利用中です。",
      en: "You are using a token already.",
    },
    action: {
      ja: "別のトークンをご利用になる場合は、同じトークンを使っていない管理者の方に、現在のトークンの失効をご依頼ください。",
      en: "To use another one, please ask an administrator who is not on the same token to revoke it first.",
    },
  },
  TXA_NOT_REGISTERED_YET: {
    kind: "conflict",
    cause: {
      ja: "トークンの登録がまだ完了していません。",
      en: "Your token has not been registered yet.",
    },
    action: {
      ja: "スマートフォンで二次元コードを読み取り、「登録する」を押してから、表示された番号を入力してください。",
      en: "Please scan the code with your phone, press “Register”, and type in the number that it shows.",
    },
  },
  TXA_OFFER_UNKNOWN: {
    kind: "notFound",
    cause: {
      ja: "この登録用の二次元コードは使えません。",
      en: "This registration code cannot be used.",
    },
    action: {
      ja: "有効期限が切れたか、すでに別の端末で登録されています。パソコンでお手続きを最初からやり直してください。",
      en: "It has expired, or another device has used it. Please start again on your PC.",
    },
  },
  TXA_DEVICE_KEY: {
    kind: "invalid",
    cause: {
      ja: "端末から送られた鍵を読み取れませんでした。",
      en: "The key sent by the device could not be read.",
    },
    action: {
      ja: "トークンのアプリを開き直し、もう一度お試しください。",
      en: "Please open the token app anew and try again.",
    },
  },
  TXA_TOKEN_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当するトークンが見つかりません。", en: "There is no such token." },
    action: {
      ja: "トークン番号をご確認ください。",
      en: "Please check the token's number.",
    },
  },
  TXA_SHARING_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "トークンの共有はご利用いただけません。",
      en: "Tokens cannot be shared here.",
    },
    action: {
      ja: "ご自身のトークンを登録してください。",
      en: "Please register a token of your own.",
    },
  },
  TXA_SAME_TOKEN: {
    kind: "forbidden",
    cause: {
      ja: "ご自身と同じトークンをご利用の方の停止解除や、そのトークンの失効は行えません。",
      en: "You cannot unlock somebody who uses the same token as you, nor revoke that token.",
    },
    action: {
      ja: "別のトークンをご利用の管理者の方、またはお取引店にご依頼ください。",
      en: "Please ask an administrator with another token, or your branch.",
    },
  },
});

export type TransactionCode = keyof typeof transactionRefusals;
