import type { Bilingual } from "#domain/refusal/refusal.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const inBrowserScreen: Screen = {
  id: "TACQ001",
  name: { ja: "ブラウザでの証明書取得", en: "Acquire a certificate in the browser" },
};

/** The steps of this way. The last is the first login: only that shows that the certificate is in its place. */
export const procedure: { readonly label: Bilingual; readonly steps: readonly Bilingual[] } = {
  label: { ja: "ブラウザでの証明書取得の手順", en: "Steps of acquiring a certificate in the browser" },
  steps: [
    { ja: "機器の選択", en: "Device" },
    { ja: "個人認証", en: "Identify yourself" },
    { ja: "発行", en: "Issue" },
    { ja: "取り込み", en: "Import" },
    { ja: "ログイン", en: "Log in" },
  ],
};

export const texts = defineTexts({
  ja: {
    parent: "証明書取得",
    scriptTitle: "この方法では、ブラウザのスクリプト（JavaScript）を使います",
    scriptBody:
      "この表示が変わらないときは、スクリプトが使えない設定になっています。設定を変えてこの画面を開き直すか、「証明書発行アプリケーション」で取得してください。",
    application: "アプリケーションで取得する",

    chooseTitle: "電子証明書を使う機器を選んでください",
    chooseBody:
      "この画面は、電子証明書を使う機器で開いてください。別の機器で使う場合は、その機器でもう一度この画面を開きます。",
    devices: "使う機器",
    begin: "次へ",
    back: "戻る",

    proofTitle: "ご本人であることを確認します",
    required: "※必須",
    imageLabel: "読み取り用の画像",
    prove: "認証",
    again: "最初からやり直す",

    confirmTitle: "電子証明書を発行します",
    copyTitle: "この方法で作る鍵は、ファイルに入ります",
    copyBody:
      "証明書発行アプリケーションと違い、鍵は書き出せる形で作られます。ファイルとパスワードの両方を手に入れた人は、あなたの電子証明書を使えてしまいます。取り込みが済んだら、ファイルは必ず削除してください。",
    validity: "有効期間",
    days: (amount: number) => `発行から${amount}日間`,
    years: (amount: number) => `発行から${amount}年間`,
    firstLogin: "最初のログインの期限",
    withinHours: (hours: number) => `発行から${hours}時間以内`,
    issue: "電子証明書を発行する",

    workingTitle: "鍵を作り、電子証明書を発行しています",
    workingBody: "数秒から1分ほどかかります。画面を閉じずにお待ちください。",

    doneTitle: "電子証明書を発行しました。あと4つの手順で使えるようになります",
    saveTitle: "1. ファイルを保存する",
    saveBody: "鍵と電子証明書が入ったファイルです。この画面を閉じると、二度と保存できません。",
    save: "ファイルを保存する",
    saved: "保存しました：",
    passwordTitle: "2. ファイルのパスワードを控える",
    passwordBody:
      "ハイフン（-）も含めて入力します。この画面にだけ表示され、金融機関にも記録されません。ログインパスワードとは別のものです。",
    copy: "パスワードをコピー",
    copied: "コピーしました。",
    copyFailed: "コピーできませんでした。表示されている文字を書き写してください。",
    importTitle: "3. 機器に取り込む",
    deleteFile: "取り込みが済んだら、保存したファイルを削除します。",
    loginTitle: "4. 電子証明書でログインする",
    loginBody:
      "最初のログインで、取り込みが済んだことを確認します。期限までにログインがない場合、この電子証明書は自動的に取り消されます。その場合は、もう一度取得できます。",
    loginBefore: "ログインの期限",
    login: "電子証明書でログイン",

    profileName: (service: string) => `${service} 電子証明書`,
    profileDescription: "インターネットバンキングにログインするための電子証明書です。",
    certificateName: "電子証明書と鍵",
    authorityName: "認証局の証明書",
  },
  en: {
    parent: "Certificate acquisition",
    scriptTitle: "This way uses the browser's script (JavaScript)",
    scriptBody:
      "If this text does not go away, scripts are switched off. Switch them on and open this page again, or acquire the certificate with the issuing application.",
    application: "Use the application instead",

    chooseTitle: "Choose the device that is to use the certificate",
    chooseBody: "Open this page on that very device. For another device, open it again there.",
    devices: "Device",
    begin: "Next",
    back: "Back",

    proofTitle: "Prove who you are",
    required: "required",
    imageLabel: "Code to read",
    prove: "Go on",
    again: "Start again",

    confirmTitle: "Your certificate can be issued now",
    copyTitle: "A key made in this way is kept in a file",
    copyBody:
      "Unlike with the issuing application, the key can be copied. Whoever gets hold of the file and its password can use your certificate. Delete the file once it is imported.",
    validity: "Validity",
    days: (amount: number) => `${amount} days from issue`,
    years: (amount: number) => (amount === 1 ? "1 year from issue" : `${amount} years from issue`),
    firstLogin: "First login",
    withinHours: (hours: number) => `within ${hours} hours of issue`,
    issue: "Issue the certificate",

    workingTitle: "Making the key and issuing the certificate",
    workingBody: "This takes from a few seconds to a minute. Please leave the page open.",

    doneTitle: "The certificate is issued. Four more steps, and you can use it",
    saveTitle: "1. Save the file",
    saveBody: "It holds the key and the certificate. Once this page is closed, it cannot be saved any more.",
    save: "Save the file",
    saved: "Saved:",
    passwordTitle: "2. Note the file's password",
    passwordBody:
      "The hyphens belong to it. It is shown here and nowhere else, and the institution does not know it. It is not your login password.",
    copy: "Copy the password",
    copied: "Copied.",
    copyFailed: "It could not be copied. Please write it down.",
    importTitle: "3. Import it on the device",
    deleteFile: "When it is imported, delete the saved file.",
    loginTitle: "4. Log in with the certificate",
    loginBody:
      "Your first login shows that the import is done. Without a login by then the certificate is withdrawn by itself, and you can acquire one again.",
    loginBefore: "Log in before",
    login: "Log in with the certificate",

    profileName: (service: string) => `${service} certificate`,
    profileDescription: "The certificate with which you log in to internet banking.",
    certificateName: "Certificate and key",
    authorityName: "Certificate of the authority",
  },
});

/** What the page finds out by itself. */
export const ownProblems: Readonly<
  Record<string, { readonly cause: Bilingual; readonly action: Bilingual }>
> = {
  BROWSER_CANNOT_REACH: {
    cause: {
      ja: "発行サーバーに接続できませんでした。",
      en: "The server that issues certificates could not be reached.",
    },
    action: {
      ja: "ネットワークの接続をご確認のうえ、もう一度同じボタンを押してください。手続きは続きから行えます。繰り返す場合は、社内の管理者の方に通信の制限をご確認ください。",
      en: "Check the network and press the same button again: the procedure goes on where it was. If it happens again, ask whoever runs your network whether something is blocked.",
    },
  },
  BROWSER_CANNOT_MAKE_KEYS: {
    cause: {
      ja: "お使いのブラウザでは、必要な種類の鍵を作れません。",
      en: "Your browser cannot make a key of the kind that is needed.",
    },
    action: {
      ja: "ブラウザを最新のものにするか、「証明書発行アプリケーション」で取得してください。",
      en: "Update the browser, or acquire the certificate with the issuing application.",
    },
  },
  BROWSER_STEP_UNKNOWN: {
    cause: {
      ja: "この画面では続けられない手続きになりました。",
      en: "The procedure has come to a step that this page cannot do.",
    },
    action: {
      ja: "この画面を開き直して、最初からやり直してください。",
      en: "Open this page again and start from the beginning.",
    },
  },
};
