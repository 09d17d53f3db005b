import { defineTexts } from "#platform/html/language.ts";

export const texts = defineTexts({
  ja: {
    parent: "証明書取得",
    check: "発行される電子証明書",
    institution: "金融機関",
    identity: "ログインID",
    validity: "有効期間",
    days: (amount: number) => `発行から${amount}日間`,
    years: (amount: number) => `発行から${amount}年間`,
    deadline: "取得期限",
    deadlineDays: (days: number) => `発行の手続きから${days}日間`,

    steps: "取得の手順",
    openTerminal:
      "電子証明書を使うパソコンで、いつもの利用者（OSのアカウント）のまま端末（ターミナル）を開きます。",
    run: "次のコマンドを実行します。クリックすると全体が選択されます。",
    answer: (fields: string) => `画面の案内に従って、${fields}を入力します。`,
    finish:
      "発行とインストールの完了が表示されたら、この画面に戻って次へ進みます。ブラウザを閉じる必要はありません。",
    platforms: "対応するパソコン",
    linux: "Linuxで、Google Chrome・Chromium・Firefoxをお使いのパソコン",
    firefox: "Firefoxでお使いになる場合は、コマンドの末尾に --browser firefox を付けてください。",
    windows: "WindowsとmacOSには、現在のところ対応していません。",
    next: "発行の状況を見る",
    back: "戻る",
  },
  en: {
    parent: "Certificate acquisition",
    check: "The certificate to be issued",
    institution: "Institution",
    identity: "Login ID",
    validity: "Validity",
    days: (amount: number) => `${amount} days from issue`,
    years: (amount: number) => (amount === 1 ? "1 year from issue" : `${amount} years from issue`),
    deadline: "To be acquired within",
    deadlineDays: (days: number) => `${days} days of its release`,

    steps: "Steps",
    openTerminal: "On the PC that is to use the certificate, logged on as usual, open a terminal.",
    run: "Run this command. One click selects all of it.",
    answer: (fields: string) => `Follow the application and type in: ${fields}.`,
    finish:
      "When it says that the certificate is issued and installed, return to this page and go on. There is no need to close the browser.",
    platforms: "Supported PCs",
    linux: "Linux with Google Chrome, Chromium or Firefox",
    firefox: "For Firefox, add --browser firefox at the end of the command.",
    windows: "Windows and macOS are not supported at present.",
    next: "See the progress",
    back: "Back",
  },
});
