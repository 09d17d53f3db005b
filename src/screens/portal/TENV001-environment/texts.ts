import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const environmentScreen: Screen = {
  id: "TENV001",
  name: { ja: "ご利用環境の確認", en: "Check this browser" },
};
export const certificateCheckScreen: Screen = {
  id: "TENV002",
  name: { ja: "電子証明書の確認結果", en: "Result of the certificate test" },
};

export const texts = defineTexts({
  ja: {
    lead: "いまお使いのパソコンとブラウザで、このサービスをご利用いただけるかを確認します。入力は必要ありません。",
    checks: "確認結果",
    item: "項目",
    result: "結果",
    what: "内容とご対応",
    good: "問題ありません",
    bad: "ご確認ください",
    unknown: "未確認",
    browser: "パソコンとブラウザ",
    connection: "通信の暗号化",
    cookies: "Cookie",
    language: "表示言語",
    script: "JavaScript",
    clock: "パソコンの時計",
    width: "画面の幅",
    opening: "新しい画面・保存",
    browserSupported: (name: string): string => `${name}は、ご利用いただけるブラウザです。`,
    browserTooOld: (name: string): string =>
      `${name}は古いため、ご利用いただけないことがあります。ブラウザを最新版に更新してください。`,
    browserOther: (name: string): string =>
      `${name}では動作を確認していません。下の表のブラウザをお使いください。`,
    browserSystem:
      "このパソコン（端末）のOSでは動作を確認していません。下の表のOSのパソコンをお使いください。",
    otherBrowser: "お使いのブラウザ",
    connectionGood: (protocol: string, cipher: string): string =>
      `${protocol}（${cipher}）で接続しています。`,
    connectionOld: (protocol: string): string =>
      `${protocol}で接続しています。ブラウザを最新版に更新するか、途中の通信機器の設定を管理者の方にご確認ください。`,
    connectionUnknown: "暗号化された接続です。方式は、この画面からは確認できません。",
    cookiesYes: "受け付けています。",
    cookiesNo:
      "受け付けていません。ブラウザの設定で、このサイトのCookieを許可してください。ログインできません。",
    cookiesUnknown: "はじめてのご訪問のため、まだ分かりません。",
    again: "もう一度確認する",
    languageIs: (asked: string): string => `ブラウザの設定: ${asked}。画面の右上でいつでも切り替えられます。`,
    languageNone: "ブラウザの言語の設定がありません。画面の右上でいつでも切り替えられます。",
    scriptOff:
      "使えません。ログインや証明書の失効などは、そのままご利用いただけます。ソフトウェアキーボードと、この画面の下の3項目の確認には、JavaScriptが必要です。",
    needsScript: "JavaScriptが使えないため、確認できません。",
    clockHint: "パソコンの時計が数分以上ずれていると、電子証明書が使えないことがあります。現在の時刻: ",
    certificateTitle: "電子証明書を確認する",
    certificateBody:
      "このブラウザが電子証明書を提示できるかを確認します。証明書を選ぶ画面が開いたら、ご自身の証明書を選んでください。ログインはしません。何度でも確認できます。",
    certificateButton: "電子証明書を確認する",
    tableTitle: "ご利用いただける環境",
    system: "OS",
    browsers: "ブラウザ",
    orLater: (name: string, version: number): string => `${name} ${version}以降`,
    separator: "、",
    phones:
      "スマートフォン・タブレットでは、画面の閲覧はできますが、証明書発行アプリケーションは使えません。",
    back: "ログイン画面へ",
    presented: "電子証明書を確認できました",
    presentedBody: (name: string): string =>
      `${name} 様の電子証明書です。このブラウザで、電子証明書によるログインができます。`,
    causes: "考えられる原因",
    noDialog: "証明書を選ぶ画面が開かなかった、または一覧が空だった場合",
    noDialogCauses: [
      "電子証明書をまだ取得していない、または別のパソコンで取得した。",
      "パソコンの別の利用者（OSのアカウント）で取得した。取得したときと同じ利用者でパソコンにログインしてください。",
      "別のブラウザの保管場所に取得した。Firefoxは、WindowsやmacOSとは別の保管場所を使います。",
      "有効期限が切れた、または失効した電子証明書しかない。",
      "社内の設定や通信を検査するソフトウェアが、証明書の提示を止めている。パソコンの管理者の方にご確認ください。",
    ],
    chosen: "一覧で「キャンセル」を押した場合",
    chosenBody: "そのまま「もう一度確認する」を押すと、選び直せます。ブラウザを閉じる必要はありません。",
    wrongTitle: "一覧に複数の電子証明書がある場合",
    wrongBody: "発行者と名前、有効期限を見て、この金融機関のもの、いちばん新しいものを選んでください。",
    tryAgain: "もう一度確認する",
    acquire: "電子証明書の取得へ",
    environment: "ご利用環境の確認へ戻る",
    over: "この確認結果は表示できません。もう一度確認してください。",
  },
  en: {
    lead: "This page looks at whether the service works on this PC and in this browser. There is nothing to type in.",
    checks: "Results",
    item: "What",
    result: "Result",
    what: "Details, and what to do",
    good: "Good",
    bad: "Please check",
    unknown: "Not known",
    browser: "PC and browser",
    connection: "Encryption",
    cookies: "Cookies",
    language: "Language",
    script: "JavaScript",
    clock: "Clock of the PC",
    width: "Width of the screen",
    opening: "New windows, saving",
    browserSupported: (name: string): string => `${name} works here.`,
    browserTooOld: (name: string): string => `${name} is old and may not work. Please update the browser.`,
    browserOther: (name: string): string =>
      `${name} has not been tried here. Please use a browser of the table below.`,
    browserSystem: "This system has not been tried here. Please use a PC with a system of the table below.",
    otherBrowser: "This browser",
    connectionGood: (protocol: string, cipher: string): string => `Connected by ${protocol} (${cipher}).`,
    connectionOld: (protocol: string): string =>
      `Connected by ${protocol}. Please update the browser, or ask your administrator about equipment on the way.`,
    connectionUnknown: "The connection is encrypted. By what cannot be told from here.",
    cookiesYes: "They are accepted.",
    cookiesNo:
      "They are not accepted, so you cannot log in. Please allow cookies of this site in the browser's settings.",
    cookiesUnknown: "This is your first visit, so it is not known yet.",
    again: "Check again",
    languageIs: (asked: string): string =>
      `The browser asks for ${asked}. You can change it at the top of each page.`,
    languageNone: "The browser asks for no language. You can change it at the top of each page.",
    scriptOff:
      "It does not run. Logging in, revoking certificates and the like work without. The software keyboard and the three checks below need it.",
    needsScript: "Needs JavaScript.",
    clockHint: "If the clock of the PC is minutes off, certificates may not work. The time now: ",
    certificateTitle: "Test your certificate",
    certificateBody:
      "See whether this browser presents a certificate. When the list of certificates opens, choose yours. You are not logged in by it, and may try as often as you like.",
    certificateButton: "Test your certificate",
    tableTitle: "What this service works with",
    system: "System",
    browsers: "Browsers",
    orLater: (name: string, version: number): string => `${name} ${version} or later`,
    separator: ", ",
    phones: "On telephones and tablets the pages can be read, but the issuing application does not run.",
    back: "To the login page",
    presented: "The certificate was presented",
    presentedBody: (name: string): string =>
      `It is the certificate of ${name}. It can be used to log in with this browser.`,
    causes: "What may be the cause",
    noDialog: "No list appeared, or it was empty",
    noDialogCauses: [
      "No certificate has been acquired yet, or it was acquired on another PC.",
      "It belongs to another account of this PC. Log in to the PC with the account that acquired it.",
      "It is in another browser's store. Firefox does not use the store of Windows or macOS.",
      "The only ones there have expired or were revoked.",
      "A setting of your company, or software that inspects connections, keeps it back. Please ask whoever looks after the PC.",
    ],
    chosen: "You pressed Cancel in the list",
    chosenBody: "Press “Test again” to choose anew. There is no need to close the browser.",
    wrongTitle: "There were several certificates in the list",
    wrongBody: "Look at issuer, name and expiry, and choose the newest of this institution.",
    tryAgain: "Test again",
    acquire: "Get a certificate",
    environment: "Back to the check of this browser",
    over: "This result can no longer be shown. Please test again.",
  },
});
