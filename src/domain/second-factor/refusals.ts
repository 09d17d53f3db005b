import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a further proof does not go on. Wrong values and unknown tokens are one refusal. */
export const secondFactorRefusals = defineRefusals({
  OTP_VALUE_FORM: {
    kind: "invalid",
    cause: {
      ja: "ワンタイムパスワードは6〜8桁の数字です。",
      en: "A one-time password is 6 to 8 digits.",
    },
    action: {
      ja: "トークンに表示されている数字をそのまま入力してください。",
      en: "Please type in the digits as your token shows them.",
    },
  },
  OTP_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "ワンタイムパスワードを確認できませんでした。",
      en: "The one-time password was not accepted.",
    },
    action: {
      ja: "トークンに今表示されている数字を入力してください。",
      en: "Please type in the digits that your token shows now.",
    },
  },
  OTP_ALREADY_USED: {
    kind: "unauthenticated",
    cause: {
      ja: "このワンタイムパスワードはすでに使われています。",
      en: "This one-time password has been used already.",
    },
    action: {
      ja: "表示が次の数字に変わるまでお待ちになり、新しい数字を入力してください。",
      en: "Please wait until your token shows the next digits, and type those in.",
    },
  },
  OTP_START_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "トークンのシリアル番号とワンタイムパスワードの組み合わせを確認できませんでした。",
      en: "The token's serial number and the one-time password do not fit together.",
    },
    action: {
      ja: "お手元のトークンの裏面の番号と、今表示されている数字を入力してください。",
      en: "Please type in the number on the back of your own token and the digits that it shows now.",
    },
  },
  OTP_OUT_OF_STEP: {
    kind: "conflict",
    cause: {
      ja: "トークンの時計がずれているため、続けて2つのワンタイムパスワードが必要です。",
      en: "The token's clock has drifted; two one-time passwords in a row are needed.",
    },
    action: {
      ja: "今表示されている数字と、その次に表示される数字を入力してください。",
      en: "Please type in the digits shown now and those shown next.",
    },
  },
  OTP_TOKEN_NOT_STARTED: {
    kind: "conflict",
    cause: {
      ja: "ワンタイムパスワードの利用開始登録がお済みではありません。",
      en: "Your one-time password token is not in use yet.",
    },
    action: {
      ja: "ワンタイムパスワードの利用開始登録を行ってください。",
      en: "Please register the start of use of your token.",
    },
  },
  OTP_TOKEN_IN_USE: {
    kind: "conflict",
    cause: {
      ja: "すでにトークンをご利用中です。",
      en: "A token is in use already.",
    },
    action: {
      ja: "別のトークンをご利用になる場合は、管理者の方に現在のトークンの失効をご依頼ください。",
      en: "To use another one, please ask your administrator to revoke the present token first.",
    },
  },
  OTP_SOFTWARE_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "ソフトウェアトークンはご利用いただけません。",
      en: "Software tokens are not offered here.",
    },
    action: {
      ja: "お手元のハードウェアトークンで利用開始登録を行ってください。",
      en: "Please register the hardware token that you were given.",
    },
  },
  OTP_TOKEN_WAIT: {
    kind: "conflict",
    cause: {
      ja: "トークンが失効されて間もないため、{until}までは新しいトークンをご利用いただけません。",
      en: "Your token was revoked a short while ago; no other can be started before {until}.",
    },
    action: {
      ja: "その時刻を過ぎてから、もう一度お手続きください。失効にお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。",
      en: "Please come back after that time. If you did not expect the revocation, call the help desk at once.",
    },
  },
  OTP_TOKEN_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当するトークンが見つかりません。", en: "There is no such token." },
    action: { ja: "シリアル番号をご確認ください。", en: "Please check the serial number." },
  },
  OTP_OWN_TOKEN: {
    kind: "forbidden",
    cause: {
      ja: "ご自身のトークンの失効・初期化は行えません。",
      en: "You cannot revoke or initialise your own token.",
    },
    action: {
      ja: "他の管理者の方またはお取引店にご依頼ください。",
      en: "Please ask another administrator or your branch.",
    },
  },
  OTP_TOKEN_STATE: {
    kind: "conflict",
    cause: {
      ja: "トークンの状態が変わったため、この操作は行えません。",
      en: "The token is in a state that does not allow this.",
    },
    action: {
      ja: "最新の状態をご確認のうえ、もう一度お手続きください。",
      en: "Please look at its present state and try again.",
    },
  },
  OTP_IMPORT_MALFORMED: {
    kind: "invalid",
    cause: {
      ja: "トークンのファイルを読み取れません({line}行目)。",
      en: "The file of tokens cannot be read (line {line}).",
    },
    action: {
      ja: "内容をご確認のうえ、もう一度取り込んでください。",
      en: "Please check it and import it again.",
    },
  },
  OTP_IMPORT_SERIAL_TAKEN: {
    kind: "conflict",
    cause: {
      ja: "同じシリアル番号({serial})のトークンがすでに登録されています。",
      en: "A token with the serial number {serial} is there already.",
    },
    action: {
      ja: "取り込み済みのファイルでないかご確認ください。何も登録されていません。",
      en: "Please check whether the file was imported before. Nothing was imported.",
    },
  },
  OTP_NOT_CONTRACTED: {
    kind: "forbidden",
    cause: {
      ja: "このご契約では、ワンタイムパスワードをご利用いただいていません。",
      en: "Your contract does not use one-time passwords.",
    },
    action: {
      ja: "ご利用をご希望の場合は、お取引店へお申し込みください。",
      en: "If you would like to use them, please apply at your branch.",
    },
  },
  FACTOR_NOT_CONTRACTED: {
    kind: "forbidden",
    cause: {
      ja: "このご契約では、この認証方法をご利用いただいていません。",
      en: "Your contract does not use this further proof.",
    },
    action: {
      ja: "ご利用をご希望の場合は、お取引店へお申し込みください。",
      en: "If you would like to use it, please apply at your branch.",
    },
  },
  FACTOR_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "この認証方法は、この金融機関ではご契約いただけません。",
      en: "This further proof is not offered by the institution.",
    },
    action: { ja: "別の認証方法を指定してください。", en: "Please choose another one." },
  },
});

export type SecondFactorCode = keyof typeof secondFactorRefusals;
