import type { HelpTopic } from "./topics.ts";

export const environmentTopic: HelpTopic = {
  name: { ja: "ご利用環境の確認", en: "Check this browser" },
  path: "/environment",
  items: [
    {
      question: { ja: "何を確認する画面ですか", en: "What does this page look at?" },
      answer: {
        ja: "いまお使いのパソコンとブラウザで、このサービスが使えるかを確認します。入力は必要なく、何も変わりません。",
        en: "Whether the service works on this PC and in this browser. You type nothing in, and nothing is changed.",
      },
    },
    {
      question: {
        ja: "「電子証明書を確認する」を押すと、どうなりますか",
        en: "What does “Test your certificate” do?",
      },
      answer: {
        ja: "ブラウザが証明書を選ぶ画面を開きます。選んだ証明書が使えるかをお知らせします。ログインはしません。",
        en: "The browser opens its list of certificates, and this page says whether the chosen one works. You are not logged in.",
      },
    },
    {
      question: {
        ja: "証明書を選ぶ画面が開きません。または一覧が空です",
        en: "No list of certificates opens, or it is empty",
      },
      answer: {
        ja: "証明書を取得したパソコン、パソコンの利用者（OSのアカウント）、ブラウザであるかをご確認ください。結果の画面に、考えられる原因が並びます。",
        en: "Is this the PC, the account of the PC and the browser with which it was acquired? The result lists what may be the cause.",
      },
    },
    {
      question: { ja: "パソコンの時計がずれていると表示されました", en: "It says that the clock is wrong" },
      answer: {
        ja: "パソコンの日付と時刻の設定で、時刻を自動的に設定するようにしてください。ずれていると、証明書が有効期間の外と判断されることがあります。",
        en: "Let the PC set its time automatically. With a wrong clock a certificate can look as if it were not valid yet, or no longer.",
      },
    },
    {
      question: {
        ja: "ソフトウェアキーボードのチェックボックスが表示されません",
        en: "There is no box for the software keyboard",
      },
      answer: ({ secrets: { softwareKeyboard } }) =>
        softwareKeyboard === "off"
          ? {
              ja: "この金融機関では、ソフトウェアキーボードを提供していません。",
              en: "This institution does not offer it.",
            }
          : {
              ja: "ブラウザのJavaScriptが使えないと表示されません。キーボードからはいつでも入力できます。",
              en: "It needs JavaScript. You can always type with the PC's own keyboard.",
            },
    },
  ],
};
