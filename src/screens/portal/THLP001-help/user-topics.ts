import type { HelpTopic } from "./topics.ts";

export const userListTopic: HelpTopic = {
  name: { ja: "利用者一覧", en: "List of users" },
  path: "/administration/users/list",
  items: [
    {
      question: { ja: "利用状態の意味", en: "What do the states of an account mean?" },
      answer: {
        ja: "「利用中」の方はログインできます。「停止中」の方は、解除するまでログインも電子証明書の取得もできません。",
        en: "“In use” can log in. “Stopped” can neither log in nor acquire a certificate until resumed.",
      },
    },
    {
      question: { ja: "取得の期限とは何ですか", en: "What is “To be acquired by”?" },
      answer: ({ acquisition: { deadlineDays } }) =>
        deadlineDays === null
          ? {
              ja: "電子証明書をまだお持ちでない方が、取得できるかどうかを示します。取得に期限はありません。",
              en: "Whether a user who has no certificate may acquire one. There is no deadline.",
            }
          : {
              ja: `電子証明書は、発行から${deadlineDays}日以内に取得してください。期限を過ぎると、もう一度発行する必要があります。`,
              en: `A certificate has to be acquired within ${deadlineDays} days after it was issued to the user. Once the days are over, it has to be issued again.`,
            },
    },
  ],
};

export const userRegistrationTopic: HelpTopic = {
  name: { ja: "利用者登録", en: "Registering a user" },
  path: "/administration/users/new",
  items: [
    {
      question: { ja: "何人まで登録できますか", en: "How many users can be registered?" },
      answer: ({ contract: { maxUsers } }) => ({
        ja: `ご契約ごとに、あわせて${maxUsers}名までです。`,
        en: `A contract may have ${maxUsers} users in all.`,
      }),
    },
    {
      question: {
        ja: "はじめに使うパスワード・暗証番号は、どう渡しますか",
        en: "How do I hand over the first passwords or PINs?",
      },
      answer: {
        ja: "登録後の画面に1回だけ表示します。書き留めるか印刷して、ご本人に直接お渡しください。メールでは送らないでください。ご本人が、はじめてログインしたときに変更します。",
        en: "They are shown once, after the registration. Write them down or print them and hand them to the person; do not mail them. The person changes them at the first login.",
      },
    },
  ],
};

export const suspensionTopic: HelpTopic = {
  name: { ja: "利用者停止・解除", en: "Stopping and resuming users" },
  path: "/administration/users/suspension",
  items: [
    {
      question: { ja: "停止と失効の違いは何ですか", en: "What is the difference to revoking?" },
      answer: {
        ja: "停止は、利用者の方を一時的に使えなくします。解除すると、同じ電子証明書をそのまま使えます。失効は電子証明書を使えなくするもので、元に戻せません。",
        en: "Stopping keeps a user out for a while; once resumed, the same certificate works. Revoking ends a certificate for good.",
      },
    },
    {
      question: { ja: "停止できない利用者がいるのはなぜですか", en: "Why can some users not be stopped?" },
      answer: {
        ja: "ご自身と、マスターユーザ（信用金庫では管理者）の方は、画面からは停止できません。お取引店へお届けください。",
        en: "You cannot stop yourself, nor the master user (Shinkin: the administrator), on screen. Please hand in a request at your branch.",
      },
    },
  ],
};
