import type { HelpTopic } from "./topics.ts";

export const userListTopic: HelpTopic = {
  name: { ja: "利用者一覧", en: "List of users" },
  path: "/administration/users/list",
  items: [
    {
      question: { ja: "利用状態の意味", en: "What do the states of an account mean?" },
      answer: {
        ja: "「利用中」の方はログインできます。「停止中」の方は、解除するまでログインも電子証明書の取得もできません。「ロック中」は、パスワードや暗証番号の誤りが続いたことを示します。詳細の画面から解除できます。",
        en: "“In use” can log in. “Stopped” can neither log in nor acquire a certificate until resumed. “Locked” means repeated wrong entries of passwords or PINs; it is lifted on the user's page.",
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

export const userDetailsTopic: HelpTopic = {
  name: { ja: "利用者の変更・削除・ロック解除", en: "Changing, deleting and unlocking users" },
  items: [
    {
      question: { ja: "ロックとは何ですか", en: "What does “Locked” mean?" },
      answer: ({ userAdministration: { unlockRoles } }) =>
        unlockRoles.length === 0
          ? {
              ja: "パスワードや暗証番号の誤りが続いたため、受付を停止している状態です。解除は、お取引店の窓口でお手続きください。",
              en: "Passwords or PINs are stopped after repeated wrong entries. To have it lifted, ask your branch.",
            }
          : {
              ja: "パスワードや暗証番号の誤りが続いたため、受付を停止している状態です。ほかの管理者の方が、利用者詳細の画面から解除できます。ご自身のロックは解除できません。",
              en: "Passwords or PINs are stopped after repeated wrong entries. Another administrator can unlock the user on the user's page; nobody unlocks themselves.",
            },
    },
    {
      question: {
        ja: "パスワード・暗証番号を忘れた利用者には、どうすればよいですか",
        en: "A user has forgotten the passwords or PINs. What can I do?",
      },
      answer: {
        ja: "利用者詳細の「パスワード・暗証番号の再設定」で新しいものを作成し、ご本人に直接お渡しください。次のログインのときに、ご本人が変更します。",
        en: "Reset them on the user's page and hand the new ones to the person. The person changes them at the next login.",
      },
    },
    {
      question: { ja: "削除した利用者を元に戻せますか", en: "Can a deletion be undone?" },
      answer: {
        ja: "元に戻せません。同じIDは、ほかの利用者にも使えません。一時的に使えなくする場合は、停止を行ってください。",
        en: "No, and the same ID is never given to anybody else. To keep a user out for a while, stop the user instead.",
      },
    },
    {
      question: {
        ja: "変更・削除できない利用者がいるのはなぜですか",
        en: "Why can some users not be changed or deleted?",
      },
      answer: {
        ja: "マスターユーザ（信用金庫では管理者）の方とご自身の削除、権限の変更は、画面からは行えません。お取引店へお届けください。",
        en: "The master user (Shinkin: the administrator) and you yourself cannot be deleted, nor have rights changed, on screen. Please hand in a request at your branch.",
      },
    },
  ],
};

export const proposalsTopic: HelpTopic = {
  name: { ja: "承認", en: "Approval" },
  path: "/administration/proposals",
  items: [
    {
      question: { ja: "承認が必要な操作は何ですか", en: "What takes approval?" },
      answer: ({ userAdministration: { proposalDays } }) => ({
        ja: `管理者2名による承認を申し込んだご契約では、利用者の登録・変更・停止・削除や、電子証明書の失効・発行などに、他の管理者の承認が必要です。${proposalDays}日以内に承認されない申請は無効になります。`,
        en: `In contracts that have applied for it, another administrator approves the registering, changing, stopping and deleting of users, and the revoking and issuing of certificates. What is not approved within ${proposalDays} days lapses.`,
      }),
    },
    {
      question: { ja: "急いで失効したいときはどうしますか", en: "What if a revocation is urgent?" },
      answer: {
        ja: "ご自身の電子証明書の失効に、承認は必要ありません。ほかの方の失効を急ぐ場合は、もう一人の管理者の方に承認をご依頼いただくか、ヘルプデスクへお電話ください。",
        en: "Revoking your own certificate never waits. If that of another user is urgent, ask another administrator to approve it, or call the help desk.",
      },
    },
  ],
};

export const readinessTopic: HelpTopic = {
  name: { ja: "電子証明書方式への移行", en: "The move to certificates" },
  path: "/administration/readiness",
  items: [
    {
      question: {
        ja: "電子証明書を取得していない利用者はどうなりますか",
        en: "What happens to users who have no certificate?",
      },
      answer: {
        ja: "ID・パスワード方式が終了すると、電子証明書を取得するまでログインできません。取得の操作そのものは、終了後も行えます。",
        en: "Once ID and password end, they cannot log in until they acquire a certificate. Acquiring one is still possible then.",
      },
    },
    {
      question: { ja: "案内メールは誰に送られますか", en: "Who gets the reminder?" },
      answer: {
        ja: "電子証明書を取得できる状態で、まだ取得していない方のうち、メールアドレスの登録がある方です。同じ方へは24時間に1回までです。",
        en: "Users who may acquire a certificate, have none, and have a mail address on record; each at most once in 24 hours.",
      },
    },
  ],
};
