import { defineRefusals, type Refusal } from "../refusal/refusal.ts";

/** Everything the login module, the certificate gate and the session rules say no with. */
export const loginRefusals = defineRefusals({
  NO_CERTIFICATE_PRESENTED: {
    kind: "unauthenticated",
    cause: {
      ja: "電子証明書が選択されませんでした。",
      en: "No certificate was chosen.",
    },
    action: {
      ja: "「もう一度証明書を選ぶ」を押し、表示される一覧からご自身の電子証明書を選んでください。一覧に表示されない場合は、このパソコンに電子証明書があるかをご確認ください。",
      en: "Press “Choose a certificate again” and pick your certificate from the list. If it is not listed, check that it is on this PC.",
    },
  },
  CERTIFICATE_LOGIN_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "このサービスでは電子証明書方式のログインを取り扱っていません。",
      en: "This service does not offer login with a certificate.",
    },
    action: {
      ja: "ログイン画面に表示されている方法でログインしてください。",
      en: "Log in with the method shown on the login page.",
    },
  },
  LOGIN_ATTEMPT_UNKNOWN: {
    kind: "notFound",
    cause: {
      ja: "このログイン手続きは見つかりません。",
      en: "This login is not known.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  LOGIN_ATTEMPT_EXPIRED: {
    kind: "conflict",
    cause: {
      ja: "ログインの手続きが時間内に終わりませんでした。",
      en: "The login was not finished in time.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  LOGIN_ATTEMPT_ALREADY_PRESENTED: {
    kind: "conflict",
    cause: {
      ja: "このログイン手続きでは、電子証明書の確認が既に済んでいます。",
      en: "The certificate has already been checked in this login.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  TICKET_INVALID: {
    kind: "invalid",
    cause: {
      ja: "ログイン手続きの引き継ぎ情報が正しくありません。",
      en: "The ticket that continues the login is not valid.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  TICKET_EXPIRED: {
    kind: "conflict",
    cause: {
      ja: "電子証明書の確認後、時間が経過したためログインを続けられません。",
      en: "Too much time has passed since the certificate was checked.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  TICKET_ALREADY_USED: {
    kind: "conflict",
    cause: {
      ja: "このログイン手続きは既に先へ進んでいます。",
      en: "This login has already gone on.",
    },
    action: {
      ja: "画面の再読み込みや「戻る」は使わず、ログイン画面からもう一度始めてください。",
      en: "Start again from the login page, without reloading or going back.",
    },
  },
  TICKET_USED_ELSEWHERE: {
    kind: "forbidden",
    cause: {
      ja: "ログインを始めたブラウザと異なるブラウザが使われました。",
      en: "The login was continued in another browser than the one that started it.",
    },
    action: {
      ja: "同じブラウザのログイン画面からもう一度始めてください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Start again from the login page in one browser. If you did not start a login, call the help desk.",
    },
  },
  PASSWORD_LOGIN_NOT_OFFERED: {
    kind: "forbidden",
    cause: {
      ja: "このサービスではID・パスワード方式のログインを取り扱っていません。",
      en: "This service does not offer login with ID and password.",
    },
    action: {
      ja: "電子証明書方式でログインしてください。",
      en: "Log in with your certificate.",
    },
  },
  PASSWORD_LOGIN_ENDED: {
    kind: "forbidden",
    cause: {
      ja: "ご契約は電子証明書方式に切り替わっているため、ID・パスワードではログインできません。",
      en: "Your contract has changed to certificates; ID and password no longer log you in.",
    },
    action: {
      ja: "電子証明書方式でログインしてください。電子証明書をお持ちでない場合は、先に電子証明書を取得してください。",
      en: "Log in with your certificate. If you do not have one yet, acquire it first.",
    },
  },
  SESSION_IDLE: {
    kind: "unauthenticated",
    cause: {
      ja: "一定時間操作がなかったため、ログアウトしました。",
      en: "You were logged out because nothing was done for a while.",
    },
    action: { ja: "もう一度ログインしてください。", en: "Log in again." },
  },
  SESSION_EXPIRED: {
    kind: "unauthenticated",
    cause: {
      ja: "ログインから一定時間が経過したため、ログアウトしました。",
      en: "You were logged out because the longest time for one login has passed.",
    },
    action: { ja: "もう一度ログインしてください。", en: "Log in again." },
  },
  SESSION_REPLACED: {
    kind: "unauthenticated",
    cause: {
      ja: "同じ利用者が別の画面からログインしたため、こちらの画面はログアウトしました。",
      en: "You were logged out here because the same user logged in elsewhere.",
    },
    action: {
      ja: "お心当たりがない場合は、ヘルプデスクへご連絡ください。続けてご利用になる場合は、もう一度ログインしてください。",
      en: "If that was not you, call the help desk. To go on here, log in again.",
    },
  },
  SESSION_CERTIFICATE_REVOKED: {
    kind: "unauthenticated",
    cause: {
      ja: "ログインに使われた電子証明書が失効したため、ログアウトしました。",
      en: "You were logged out because the certificate used for this login was revoked.",
    },
    action: {
      ja: "新しい電子証明書を取得してから、もう一度ログインしてください。",
      en: "Acquire a new certificate, then log in again.",
    },
  },
  SESSION_USER_SUSPENDED: {
    kind: "unauthenticated",
    cause: {
      ja: "ご利用が停止されたため、ログアウトしました。",
      en: "You were logged out because your use of the service was suspended.",
    },
    action: {
      ja: "管理者またはヘルプデスクへご連絡ください。",
      en: "Contact your administrator or the help desk.",
    },
  },
  SESSION_SECRETS_CHANGED: {
    kind: "unauthenticated",
    cause: {
      ja: "パスワード(暗証番号)が再設定されたため、ログアウトしました。",
      en: "You were logged out because your passwords or PINs were set anew.",
    },
    action: {
      ja: "新しいパスワード(暗証番号)でログインしてください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Log in with the new ones. If you know nothing of it, contact the help desk.",
    },
  },
  GATE_HOST_MALFORMED: {
    kind: "invalid",
    cause: {
      ja: "電子証明書の確認先アドレスが正しくありません。",
      en: "The address for checking the certificate is not correct.",
    },
    action: {
      ja: "ブックマークや履歴からではなく、ログイン画面から始めてください。",
      en: "Start from the login page, not from a bookmark or the history.",
    },
  },
  GATE_MISDIRECTED: {
    kind: "invalid",
    cause: {
      ja: "電子証明書の確認先と接続先が一致しません。",
      en: "The connection belongs to another address than the one asked for.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  GATE_REQUEST_REFUSED: {
    kind: "invalid",
    cause: {
      ja: "電子証明書の確認先では、この操作を受け付けていません。",
      en: "The address for checking the certificate accepts nothing else.",
    },
    action: {
      ja: "ログイン画面からもう一度始めてください。",
      en: "Start again from the login page.",
    },
  },
  FORGED_CLIENT_CERT: {
    kind: "forbidden",
    cause: {
      ja: "許可されていない経路から電子証明書の情報が送られました。",
      en: "Certificate information arrived by a way that is not allowed.",
    },
    action: {
      ja: "通信に手を加える機器やソフトウェアがないかをご確認のうえ、ログイン画面からもう一度始めてください。",
      en: "Check for devices or software that alter the connection, then start again from the login page.",
    },
  },
  CLIENT_CERT_HEADER_MALFORMED: {
    kind: "invalid",
    cause: {
      ja: "電子証明書の情報を読み取れませんでした。",
      en: "The certificate information could not be read.",
    },
    action: {
      ja: "ログイン画面からもう一度お試しください。繰り返す場合は、ヘルプデスクへご連絡ください。",
      en: "Try again from the login page. If it happens again, call the help desk.",
    },
  },
});

export type LoginRefusalCode = keyof typeof loginRefusals;
export type LoginRefusal<Code extends LoginRefusalCode = LoginRefusalCode> = Refusal<Code>;
