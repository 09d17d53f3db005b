import type { HelpTopic } from "./topics.ts";

export const transactionTopic: HelpTopic = {
  name: { ja: "トランザクション認証", en: "Transaction authentication" },
  path: "/settings/transaction-authentication",
  items: [
    {
      question: { ja: "トークンとは何ですか", en: "What is the token?" },
      answer: {
        ja: "スマートフォンのブラウザで開くアプリです。パソコンの画面の二次元コードを読み取ると、これから行われる操作の内容と8桁の番号が表示されます。ホーム画面に追加すると、通信のない場所でも使えます。",
        en: "An app that opens in your phone's browser. It scans the code on your PC's screen and shows what is about to be done, with a number of 8 digits. Added to the home screen it works without a connection, too.",
      },
    },
    {
      question: {
        ja: "トークンに、身に覚えのない内容が表示されました",
        en: "The token shows something that I did not ask for",
      },
      answer: {
        ja: "番号を入力せずに、操作を中止して、すぐにヘルプデスクへご連絡ください。パソコンの画面が書き換えられているおそれがあります。",
        en: "Do not type in the number. Stop, and call the help desk at once: what your PC shows may have been tampered with.",
      },
    },
    {
      question: { ja: "番号が受け付けられません", en: "The number is not accepted" },
      answer: ({ secondFactor: { transactionAuthentication: rules } }) => ({
        ja: `二次元コードは${Math.round(rules.challengeSeconds / 60)}分間有効です。今表示されている二次元コードをもう一度読み取ってください。番号は一度しか使えません。`,
        en: `A code works for ${Math.round(rules.challengeSeconds / 60)} minutes, and a number once. Scan the code shown now again.`,
      }),
    },
    {
      question: { ja: "カメラを使えません", en: "I cannot use a camera" },
      answer: {
        ja: "トークンの「写真から読み取る」か「文字を貼り付ける」をお使いください。貼り付ける文字は、二次元コードの横の「読み取れないときは、文字を使う」を押すと表示されます。",
        en: "Use “Read a photo” or “Paste text” of the token. The text is beside the code, at “Use text where it cannot be scanned”.",
      },
    },
    {
      question: { ja: "1つのトークンを何人かで使えますか", en: "Can several people use one token?" },
      answer: ({ secondFactor: { transactionAuthentication: rules } }) =>
        rules.sharing
          ? {
              ja: "はい。同じご契約の方のトークンを、利用開始登録のときに選べます。ただし、誤りが続いて停止したときの解除やトークンの失効は、別のトークンをご利用の管理者の方でなければ行えません。",
              en: "Yes: choose a colleague's token when you register. But only an administrator with another token can unlock somebody on it, or revoke it.",
            }
          : {
              ja: "いいえ。お一人ずつトークンを登録してください。",
              en: "No: each user registers one of their own.",
            },
    },
    {
      question: { ja: "スマートフォンを紛失・機種変更しました", en: "I lost or changed my phone" },
      answer: {
        ja: "別のトークンをご利用の管理者の方に、利用者管理の「トランザクション認証トークン失効」での失効をご依頼ください。失効のあとで、新しいスマートフォンを登録できます。",
        en: "Ask an administrator with another token to revoke yours at “Revoke a transaction token” of Users. Then register the new phone.",
      },
    },
  ],
};
