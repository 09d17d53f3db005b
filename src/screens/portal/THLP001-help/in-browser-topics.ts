import type { HelpTopic } from "./topics.ts";

const SECONDS_OF_HOUR = 3600;

export const inBrowserTopic: HelpTopic = {
  name: { ja: "ブラウザでの証明書取得", en: "Acquiring a certificate in the browser" },
  path: "/certificate/acquire/in-browser",
  items: [
    {
      question: {
        ja: "アプリケーションでの取得と何が違いますか",
        en: "How does it differ from the application?",
      },
      answer: {
        ja: "鍵と電子証明書をファイルで受け取り、ご自身で機器に取り込みます。ファイルとそのパスワードを持つ人は電子証明書を使えてしまうため、取り込みが済んだらファイルを削除してください。メールなどで送らないでください。",
        en: "You receive key and certificate as a file and import it yourself. Whoever has the file and its password can use the certificate: delete the file once it is imported, and never send it by mail.",
      },
    },
    {
      question: {
        ja: "「パスワードが違います」と表示されます",
        en: "The device says that the password is wrong",
      },
      answer: {
        ja: "ログインパスワードではなく、画面に表示された「ファイルのパスワード」を、ハイフンも含めて入力してください。正しくても表示される場合は、選んだ機器と取り込む機器が違うことがあります。最初からやり直し、取り込む機器を選んでください。",
        en: "Type in the file's password from the page, hyphens included, not your login password. If it is right and still refused, another device may have been chosen: start again and choose the one that imports it.",
      },
    },
    {
      question: {
        ja: "ファイルを保存する前に画面を閉じてしまいました",
        en: "I closed the page before saving the file",
      },
      answer: ({ acquisition: { inBrowser } }) => {
        const hours = Math.round(inBrowser.confirmSeconds / SECONDS_OF_HOUR);
        return {
          ja: `もう一度取得してください。前の電子証明書は使えなくなります。何もしなくても、最初のログインがないまま${hours}時間が過ぎると自動的に取り消されます。`,
          en: `Acquire one again; the earlier certificate stops working. Left alone it is withdrawn ${hours} hours after its issue, if nobody has logged in with it.`,
        };
      },
    },
    {
      question: {
        ja: "「未署名」と表示されます（iPhone・iPad・Mac）",
        en: "It says “Not Signed” (iPhone, iPad, Mac)",
      },
      answer: {
        ja: "構成プロファイルはお使いの機器の中で作られ、鍵を金融機関へ送らないため、署名がありません。この画面で保存したファイルであれば、そのまま進めてください。",
        en: "The profile was made on your own device, so that the key never reaches the institution; therefore nobody has signed it. If it is the file that you saved on this page, go on.",
      },
    },
    {
      question: {
        ja: "ログインのときに電子証明書が表示されません",
        en: "The certificate is not offered at login",
      },
      answer: {
        ja: "取り込みが済んでいるか、取り込んだ機器とブラウザでログインしているかをご確認ください。Firefoxは、機器ではなくFirefoxの中に取り込んだ電子証明書を使います。",
        en: "Check that the import is done, and that you log in with the device and browser that it was imported to. Firefox uses certificates imported into Firefox itself.",
      },
    },
  ],
};
