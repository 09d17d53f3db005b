import type { HelpTopic } from "./topics.ts";

export const acquisitionTopic: HelpTopic = {
  name: { ja: "電子証明書の取得", en: "Acquiring a certificate" },
  path: "/certificate/acquire",
  items: [
    {
      question: { ja: "電子証明書とは何ですか", en: "What is a certificate?" },
      answer: ({ acquisition: { inBrowser } }) =>
        inBrowser.use === "forbidden"
          ? {
              ja: "ご利用のパソコンがご本人のものであることを示す、電子的な身分証です。パソコンの中に鍵とともに保管し、コピーして別のパソコンで使うことはできません。",
              en: "An electronic pass that shows that this PC is yours. It is kept on the PC together with its key and cannot be moved to another one.",
            }
          : {
              ja: "ご利用の機器がご本人のものであることを示す、電子的な身分証です。機器の中に鍵とともに保管します。ブラウザで取得した場合は、受け取ったファイルを必ず削除してください。",
              en: "An electronic pass that shows that this device is yours. It is kept there together with its key. If you acquired it in the browser, delete the file that you received.",
            },
    },
    {
      question: { ja: "1台のパソコンを何人かで使っています", en: "Several of us use one PC" },
      answer: {
        ja: "電子証明書は1つのIDに1つ必要です。1台のパソコンに複数の電子証明書を入れておき、ログインのときにご自身のものを選べます。",
        en: "Each ID needs its own certificate. One PC may hold several: choose your own when you log in.",
      },
    },
    {
      question: { ja: "取得に期限はありますか", en: "Is there a deadline?" },
      answer: ({ acquisition: { deadlineDays } }) =>
        deadlineDays === null
          ? { ja: "取得の期限はありません。", en: "There is no deadline." }
          : {
              ja: `発行の手続きから${deadlineDays}日間です。過ぎた場合は再発行の手続きが必要です。`,
              en: `${deadlineDays} days from its release. After that it has to be released again.`,
            },
    },
  ],
};

export const confirmationTopic: HelpTopic = {
  name: { ja: "証明書発行確認", en: "Confirm the issue" },
  path: "/certificate/acquire/confirm",
  items: [
    {
      question: { ja: "コマンドを実行するとエラーになります", en: "The command ends with an error" },
      answer: {
        ja: "表示されたエラーコードと対処をご確認ください。「bin/tegata-issuer doctor」を実行すると、通信や時計のずれ、証明書の保管場所に問題がないかを調べられます。",
        en: "See the code and the action that it shows. “bin/tegata-issuer doctor” checks the connection, the clock and the key store.",
      },
    },
    {
      question: {
        ja: "途中で止まりました。やり直せますか",
        en: "It stopped in the middle. Can I start again?",
      },
      answer: {
        ja: "はい。同じコマンドをもう一度実行してください。証明書が二重に発行されることはありません。",
        en: "Yes: run the same command again. You will never get two certificates.",
      },
    },
    {
      question: { ja: "発行された証明書はどこに入りますか", en: "Where is the certificate kept?" },
      answer: {
        ja: "ブラウザが使う証明書の保管場所（NSS）に入ります。この保管場所の鍵は、ソフトウェアで守られています。パソコンを共用しないでください。",
        en: "In the key store that the browsers use (NSS). Its keys are protected by software only: do not share the PC account.",
      },
    },
  ],
};

export const progressTopic: HelpTopic = {
  name: { ja: "処理中", en: "In progress" },
  path: "/certificate/acquire/progress",
  items: [
    {
      question: {
        ja: "「インストールの確認を待っています」から進みません",
        en: "It keeps waiting for proof of installation",
      },
      answer: {
        ja: "発行アプリケーションの表示をご確認ください。期限までに確認できない場合は自動的に取り消され、もう一度取得できます。",
        en: "See what the issuing application says. If the proof does not arrive in time, the certificate is withdrawn by itself and you can start again.",
      },
    },
  ],
};
