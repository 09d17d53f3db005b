import { entriesOf } from "#pki/entries.ts";
import type { Bilingual, KeyStoreRefusal } from "./key-store.ts";

/** What sort of "no" it is; the command line turns it into an exit code, the window into a screen. */
export type FailureKind =
  | "input" // what was typed or asked for cannot be right
  | "refused" // the server says no to this person, now
  | "network" // the server is not reached
  | "unavailable" // the server is reached and cannot
  | "keyStore" // this machine's key store, or installing into it
  | "unsupported" // this application cannot do what is wanted
  | "notFound" // no such certificate here
  | "cancelled"; // the person stopped

/** One code, one cause, one action. The code is stable; the detail is for staff. */
export interface Failure {
  readonly code: string;
  readonly kind: FailureKind;
  readonly cause: Bilingual;
  readonly action: Bilingual;
  readonly detail: string;
  /** True where other answers to the same questions may be taken. */
  readonly asksAgain?: boolean;
  /** What the customer reads to the help desk; the server's own where the server refused. */
  readonly supportId?: string;
}

type FailureText = Pick<Failure, "kind" | "cause" | "action">;

/** Codes Gnnne are those of the documents (A5); the others are this application's own. */
const texts = {
  G001e: {
    kind: "keyStore",
    cause: { ja: "証明書を保存できませんでした。", en: "The certificate could not be installed." },
    action: {
      ja: "もう一度発行してください。続く場合は doctor を実行し、お問い合わせ番号を添えてヘルプデスクへご連絡ください。",
      en: "Issue again. If it goes on, run doctor and tell the help desk the support ID.",
    },
  },
  G002e: {
    kind: "network",
    cause: {
      ja: "新しいアプリケーションをダウンロードできませんでした。",
      en: "The new application could not be downloaded.",
    },
    action: {
      ja: "ネットワークと空き容量を確認して、もう一度お試しください。今のアプリケーションはそのまま使えます。",
      en: "Check the network and the free space, and try again. The present application works as before.",
    },
  },
  G003e: {
    kind: "network",
    cause: { ja: "サーバーに接続できませんでした。", en: "The server could not be reached." },
    action: {
      ja: "ネットワークとファイアウォールを確認し、doctor で原因を調べてください。",
      en: "Check the network and the firewall; doctor names the cause.",
    },
  },
  G004e: {
    kind: "unsupported",
    cause: {
      ja: "この版のアプリケーションでは扱えない手続きです。",
      en: "This version of the application cannot do this step.",
    },
    action: {
      ja: "ブラウザから手続きするか、アプリケーションを更新してください。",
      en: "Use the browser, or update the application.",
    },
  },
  G005e: {
    kind: "unavailable",
    cause: { ja: "ただいまご利用になれません。", en: "The service is not available now." },
    action: {
      ja: "時間をおいてもう一度お試しください。続く場合はヘルプデスクへご連絡ください。",
      en: "Try again later. If it goes on, call the help desk.",
    },
  },
  G006e: {
    kind: "input",
    cause: { ja: "入力に誤りがあります。", en: "Something was entered wrongly." },
    action: { ja: "入力した内容と文字数を確認してください。", en: "Check what was entered and its length." },
  },
  G008e: {
    kind: "network",
    cause: {
      ja: "混み合っているか、応答が届きませんでした。",
      en: "The service is congested, or its answer did not arrive.",
    },
    action: {
      ja: "しばらく待って、同じ操作をもう一度行ってください。二重に発行されることはありません。",
      en: "Wait a little and do the same again. Nothing is issued twice.",
    },
  },
  G009e: {
    kind: "network",
    cause: {
      ja: "社内プロキシの認証に失敗しました。銀行のパスワードとは別のものです。",
      en: "The proxy of your network refused its user name or password (not those of the bank).",
    },
    action: {
      ja: "プロキシのユーザ名とパスワードを、社内のPC管理者に確認してください。",
      en: "Ask the administrator of your PC for the proxy's user name and password.",
    },
  },
  SERVER_NOT_TRUSTED: {
    kind: "network",
    cause: {
      ja: "接続先が正しいサーバーであることを確認できませんでした。",
      en: "The server could not prove that it is the right one.",
    },
    action: {
      ja: "サーバーのアドレスとサーバー証明書の認証局（--server-ca）を確認してください。",
      en: "Check the server's address and the authority of its certificate (--server-ca).",
    },
  },
  KEY_STORE_LIBRARY_MISSING: {
    kind: "keyStore",
    cause: {
      ja: "鍵の保管に必要な部品（NSS）がありません。",
      en: "The library that keeps keys (NSS) is missing.",
    },
    action: { ja: "パッケージ libnss3 を入れてください。", en: "Install the package libnss3." },
  },
  KEY_STORE_NOT_FOUND: {
    kind: "keyStore",
    cause: {
      ja: "ブラウザの証明書データベースが見つかりません。",
      en: "The browser's certificate database is not found.",
    },
    action: {
      ja: "ブラウザを一度起動してから、もう一度行ってください。",
      en: "Start the browser once, then try again.",
    },
  },
  KEY_STORE_NOT_USABLE: {
    kind: "keyStore",
    cause: { ja: "証明書データベースを開けません。", en: "The certificate database cannot be opened." },
    action: {
      ja: "ファイルの権限と空き容量を確認してください。",
      en: "Check the permissions of its files and the free space.",
    },
  },
  KEY_STORE_PASSWORD_NEEDED: {
    kind: "keyStore",
    cause: {
      ja: "証明書データベースにはパスワードが設定されています。",
      en: "The certificate database is protected by a password.",
    },
    action: {
      ja: "ブラウザで設定したパスワード（銀行のパスワードとは別のもの）を入力してください。",
      en: "Enter the password that was set in the browser (not one of the bank).",
    },
  },
  KEY_STORE_PASSWORD_WRONG: {
    kind: "keyStore",
    cause: {
      ja: "証明書データベースのパスワードが違います。",
      en: "The password of the certificate database is wrong.",
    },
    action: {
      ja: "ブラウザで設定したパスワード（銀行のパスワードとは別のもの）を確認してください。",
      en: "Check the password that was set in the browser (not one of the bank).",
    },
  },
  KEY_ALGORITHM_NOT_ACCEPTED: {
    kind: "input",
    cause: {
      ja: "指定した鍵の種類は、この金融機関では使えません。",
      en: "The institution does not accept this key type.",
    },
    action: {
      ja: "--key-algorithm を外して、もう一度行ってください。",
      en: "Try again without --key-algorithm.",
    },
  },
  CLOCK_DIFFERS: {
    kind: "unsupported",
    cause: {
      ja: "PCの時計がサーバーと大きくずれています。",
      en: "The clock of this PC is far from the server's.",
    },
    action: {
      ja: "PCの日付と時刻を自動設定にしてください。",
      en: "Let the PC set its date and time automatically.",
    },
  },
  CERTIFICATE_NOT_FOUND: {
    kind: "notFound",
    cause: { ja: "該当する証明書がこのPCにありません。", en: "There is no such certificate on this PC." },
    action: {
      ja: "list で一覧を確認してください。別の OS ユーザで取得した証明書は見えません。",
      en: "See list. Certificates obtained by another OS user are not visible.",
    },
  },
  CERTIFICATE_AMBIGUOUS: {
    kind: "input",
    cause: { ja: "該当する証明書が複数あります。", en: "Several certificates could be meant." },
    action: {
      ja: "list で一覧を確認し、シリアル番号を指定してください。",
      en: "See list, and give the serial number.",
    },
  },
  UPDATE_NOT_TRUSTED: {
    kind: "network",
    cause: {
      ja: "新しいアプリケーションが正しいものであることを確認できませんでした。",
      en: "The new application could not be proved to be the right one.",
    },
    action: {
      ja: "インストールせずに、ヘルプデスクへご連絡ください。今のアプリケーションはそのまま使えます。",
      en: "Do not install it; call the help desk. The present application works as before.",
    },
  },
  LINK_NOT_ALLOWED: {
    kind: "input",
    cause: {
      ja: "このリンクからは起動できません。",
      en: "The application cannot be started by this link.",
    },
    action: {
      ja: "金融機関の画面からもう一度起動してください。心当たりのないリンクは開かないでください。",
      en: "Start it again from your institution's page. Do not open links that you do not expect.",
    },
  },
  APPLICATION_FAULT: {
    kind: "unsupported",
    cause: {
      ja: "アプリケーションの処理が途中で止まりました。",
      en: "The application stopped in the middle of its work.",
    },
    action: {
      ja: "もう一度行ってください。続く場合は、お問い合わせ番号を添えてヘルプデスクへご連絡ください。",
      en: "Try again. If it goes on, tell the help desk the support ID.",
    },
  },
  CANCELLED: {
    kind: "cancelled",
    cause: { ja: "中止しました。", en: "Stopped." },
    action: { ja: "必要なときに、もう一度行ってください。", en: "Start again whenever you want." },
  },
} as const satisfies Record<string, FailureText>;

/** Codes that this application gives out itself; every other code comes from the server. */
export type LocalCode = keyof typeof texts;

/** All of the application's own codes, for the documentation and its test. */
export const localCodes = entriesOf(texts).map(([code]) => code);

/** A failure found on this side. */
export const failure = (code: LocalCode, detail: string): Failure => ({ code, ...texts[code], detail });

/** A key store that did not open. */
export const keyStoreFailure = (refusal: KeyStoreRefusal): Failure => failure(refusal.code, refusal.detail);
