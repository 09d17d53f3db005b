import type { HelpTopic } from "./topics.ts";

export const additionalAuthenticationTopic: HelpTopic = {
  name: { ja: "追加認証", en: "Additional authentication" },
  items: [
    {
      question: { ja: "いつ質問されますか", en: "When am I asked?" },
      answer: {
        ja: "電子証明書を取得・更新するときと、はじめての端末からのログインなど、いつもと異なるログインのときに、登録した質問のうちの1つをおたずねします。",
        en: "When you acquire or renew a certificate, and at logins that are unusual, such as the first one from a device: then we ask one of the questions that you registered.",
      },
    },
    {
      question: { ja: "回答が違うと言われます", en: "My answer is not accepted" },
      answer: {
        ja: "全角・半角、大文字・小文字、ひらがな・カタカナ、空白の違いは区別しません。漢字とかなは別の回答です。登録したときの表記で入力してください。誤りが続くと、一定時間ご利用いただけなくなります。",
        en: "Case, width, kana and spaces make no difference; kanji and kana do. Type it in as you registered it. After repeated errors nothing is accepted for a while.",
      },
    },
    {
      question: { ja: "回答を忘れました", en: "I do not remember the answer" },
      answer: {
        ja: "質問は、正しく回答するまで変わりません。管理者の方またはお取引店に、回答の初期化をご依頼ください。初期化のあと、次のログインのときに新しく登録します。",
        en: "The question stays the same until it is answered right. Ask your administrator or your branch to clear your answers; you register new ones at the next login.",
      },
    },
  ],
};

export const additionalAnswersTopic: HelpTopic = {
  name: { ja: "追加認証回答登録", en: "Registering your answers" },
  path: "/settings/additional-answers",
  items: [
    {
      question: { ja: "どのような回答がよいですか", en: "What makes a good answer?" },
      answer: {
        ja: "ご本人だけがわかり、あとから変わらない言葉を選んでください。ほかの人が知っている、または調べられる言葉は避けてください。",
        en: "A word that only you know and that will not change. Avoid what others know or could look up.",
      },
    },
    {
      question: { ja: "何文字まで登録できますか", en: "How long may an answer be?" },
      answer: ({ secondFactor: { additionalAuthentication } }) => ({
        ja: `空白を除いて2文字以上${additionalAuthentication.answerMaxCharacters}文字以内です。`,
        en: `2 to ${additionalAuthentication.answerMaxCharacters} characters; spaces do not count.`,
      }),
    },
    {
      question: { ja: "登録した回答を見ることはできますか", en: "Can I see the answers that I registered?" },
      answer: {
        ja: "できません。パスワードと同じように、元の言葉に戻せない形で保管しています。変更するときは、すべて登録し直します。",
        en: "No. Like passwords, they are kept in a form that cannot be read back. To change one, register all anew.",
      },
    },
  ],
};

export const registrationCodeTopic: HelpTopic = {
  name: { ja: "利用者登録コード認証", en: "User registration code" },
  items: [
    {
      question: { ja: "利用者登録コードとは何ですか", en: "What is a user registration code?" },
      answer: ({ secondFactor: { userRegistrationCode } }) => ({
        ja: `はじめてご利用になるときに、ご本人であることを確認するためのコードです。書面などでお渡しし、1回だけ入力します。発行から${userRegistrationCode.validDays}日間有効です。`,
        en: `A code that shows, the first time you use the service, that it is you. It is handed to you on paper or otherwise, entered once, and works for ${userRegistrationCode.validDays} days.`,
      }),
    },
    {
      question: { ja: "コードをなくしました、期限が過ぎました", en: "I lost the code, or it has expired" },
      answer: ({ secondFactor: { userRegistrationCode } }) =>
        userRegistrationCode.handedOutBy === "administrators"
          ? {
              ja: "管理者の方またはお取引店に、新しいコードの発行をご依頼ください。前のコードは使えなくなります。",
              en: "Ask your administrator or your branch for a new one. The old one is void then.",
            }
          : {
              ja: "お取引店に、新しいコードの発行をご依頼ください。前のコードは使えなくなります。",
              en: "Ask your branch for a new one. The old one is void then.",
            },
    },
  ],
};

export const ownDevicesTopic: HelpTopic = {
  name: { ja: "ご利用の端末", en: "Your devices" },
  path: "/settings/devices",
  items: [
    {
      question: { ja: "一覧には何が表示されますか", en: "What is listed?" },
      answer: ({ login: { risk } }) => ({
        ja: `すべての認証を終えてログインした端末です。ブラウザの種類とOSの名前だけを記録し、最後のご利用から${risk.keptDays}日で消えます。電子証明書でログインした場合は、その電子証明書が端末の目印になります。`,
        en: `The devices from which a login was completed. Only the kinds of browser and system are kept, for ${risk.keptDays} days after the last login. Where you log in with a certificate, the certificate stands for the device.`,
      }),
    },
    {
      question: { ja: "同じ端末が何度も表示されます", en: "The same device is listed more than once" },
      answer: {
        ja: "ブラウザを変えたとき、またはブラウザのCookieを消したときは、別の端末として扱います。使わないものは一覧から消してください。",
        en: "Another browser on it, or the same one after its cookies were deleted, counts as another device. Forget those that you do not use.",
      },
    },
    {
      question: {
        ja: "「新しい端末からのログイン」のメールに心当たりがありません",
        en: "I was told of a login from a new device that was not mine",
      },
      answer: {
        ja: "至急ヘルプデスクへご連絡のうえ、パスワード・暗証番号を変更してください。",
        en: "Call the help desk at once, and change your passwords or PINs.",
      },
    },
  ],
};

export const furtherProofsTopic: HelpTopic = {
  name: { ja: "追加認証・利用者登録コード", en: "Answers and user registration codes" },
  path: "/administration/users/further-proofs",
  items: [
    {
      question: { ja: "回答の初期化はどんなときに行いますか", en: "When do I clear the answers of a user?" },
      answer: {
        ja: "利用者の方が追加認証の回答を忘れたとき、または誤りが続いて停止されたときです。必ずご本人からのご依頼であることを確認してください。",
        en: "When a user does not remember the answers, or was stopped after wrong ones. Always make sure that it is the user who asks you.",
      },
    },
    {
      question: {
        ja: "利用者登録コードはどう渡しますか",
        en: "How do I hand over a user registration code?",
      },
      answer: ({ secondFactor: { userRegistrationCode } }) => ({
        ja: `発行後の画面に1回だけ表示します。書き留めるか印刷して、ご本人に直接お渡しください。${userRegistrationCode.validDays}日以内に入力してもらいます。`,
        en: `It is shown once, after it was made. Write it down or print it and hand it to the person, who enters it within ${userRegistrationCode.validDays} days.`,
      }),
    },
    {
      question: { ja: "自分の分は操作できますか", en: "Can I do it for myself?" },
      answer: {
        ja: "できません。ほかの管理者の方またはお取引店にご依頼ください。",
        en: "No. Ask another administrator or your branch.",
      },
    },
  ],
};
