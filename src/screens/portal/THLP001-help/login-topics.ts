import type { HelpTopic } from "./topics.ts";

export const loginTopic: HelpTopic = {
  name: { ja: "ログイン", en: "Log in" },
  path: "/login",
  items: [
    {
      question: { ja: "どちらの方式でログインすればよいですか", en: "Which way of logging in is mine?" },
      answer: {
        ja: "電子証明書をお持ちの方は電子証明書方式です。電子証明書に切り替わったご契約では、ID・パスワード（暗証番号）ではログインできません。",
        en: "If you hold a certificate, log in with it. Once a contract has changed to certificates, ID and password (PIN) no longer work.",
      },
    },
    {
      question: { ja: "証明書を選ぶ画面で何を選びますか", en: "Which certificate do I choose?" },
      answer: {
        ja: "一覧から、この金融機関が発行した、ご自身の名前やIDが入ったものを選びます。証明書は1つのIDに1つです。",
        en: "The one issued for this institution that carries your own name or ID. Each ID has exactly one.",
      },
    },
    {
      question: {
        ja: "「キャンセル」を押してしまいました",
        en: "I pressed Cancel by mistake",
      },
      answer: {
        ja: "ブラウザを閉じる必要はありません。「もう一度証明書を選ぶ」を押すと、選び直せます。",
        en: "There is no need to close the browser: press “Choose a certificate again”.",
      },
    },
    {
      question: {
        ja: "ブラウザに証明書の警告が出ます",
        en: "The system says that my certificate cannot be verified",
      },
      answer: {
        ja: "電子証明書の有効性は、お使いのパソコンではなく当センターで確認しています。OSの証明書の画面に「検証できません」と表示されても、ログインには影響しません。",
        en: "Our centre checks your certificate, not your PC. A note of the operating system that it cannot verify the certificate does not matter for logging in.",
      },
    },
  ],
};

export const certificateResultTopic: HelpTopic = {
  name: { ja: "電子証明書でログインできないとき", en: "When the certificate does not log you in" },
  items: [
    {
      question: {
        ja: "証明書の一覧が空です、または表示されません",
        en: "The list of certificates is empty or does not appear",
      },
      answer: {
        ja: "電子証明書は、取得したパソコンの、取得した利用者（OSのアカウント）だけで使えます。別のアカウントでお使いの場合や、取得が完了していない場合は一覧に表示されません。",
        en: "A certificate works only on the PC, and for the account on it, with which it was acquired. With another account, or if the acquisition was not finished, it is not listed.",
      },
    },
    {
      question: { ja: "パソコンを入れ替えました、故障しました", en: "My PC was replaced or is broken" },
      answer: ({ deviceChange }) => {
        const onScreen = deviceChange.user === "onScreen";
        return onScreen
          ? {
              ja: "いまの電子証明書を失効してから、新しいパソコンで取得し直してください。失効は、ご契約の管理者の方が画面から行えます。管理者の方ご自身の場合など、画面から行えないときはお取引店へご連絡ください。",
              en: "Have the present certificate revoked, then acquire a new one on the new PC. An administrator of your contract can revoke it on screen; where that is not possible, contact your branch.",
            }
          : {
              ja: "電子証明書の再発行が必要です。利用者の方は管理者の方へ、管理者の方はお取引店へご依頼ください。",
              en: "The certificate has to be released again. Users: ask your administrator. Administrators: ask your branch.",
            };
      },
    },
    {
      question: {
        ja: "エラーコードとお問い合わせ番号は何に使いますか",
        en: "What are the code and the support ID for?",
      },
      answer: {
        ja: "ヘルプデスクへお問い合わせの際にお伝えください。何が起きたかをすぐに確認できます。",
        en: "Tell them to the help desk: they show at once what happened.",
      },
    },
  ],
};

export const passwordTopic: HelpTopic = {
  name: { ja: "ログイン（本人確認）", en: "Log in: confirm who you are" },
  items: [
    {
      question: { ja: "なぜパスワードも入力するのですか", en: "Why am I asked for a password as well?" },
      answer: {
        ja: "電子証明書の入ったパソコンを他の方が操作しても、ログインできないようにするためです。",
        en: "So that nobody else who uses the PC with your certificate can log in as you.",
      },
    },
    {
      question: { ja: "続けて間違えるとどうなりますか", en: "What happens if I get it wrong several times?" },
      answer: ({ lockout }) => ({
        ja: `続けて${lockout.login.temporaryStopFailures}回間違えると、安全のためご利用を停止します。`,
        en: `After ${lockout.login.temporaryStopFailures} wrong entries in a row it is stopped for your safety.`,
      }),
    },
  ],
};
