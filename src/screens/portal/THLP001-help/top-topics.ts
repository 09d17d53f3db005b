import type { HelpTopic } from "./topics.ts";

const renewalOpens: HelpTopic["items"][number] = {
  question: { ja: "いつから更新できますか", en: "From when can I renew?" },
  answer: ({ renewal: { opensDays } }) => ({
    ja: `有効期限の${opensDays}日前から、有効期限までです。`,
    en: `From ${opensDays} days before it expires, until it expires.`,
  }),
};

export const topTopic: HelpTopic = {
  name: { ja: "トップページ（利用者ステータス）", en: "Top page (user status)" },
  path: "/top",
  items: [
    {
      question: {
        ja: "ログイン履歴に心当たりのない記録があります",
        en: "There is a login that was not mine",
      },
      answer: {
        ja: "すぐにヘルプデスクへご連絡ください。管理者の方は、画面から電子証明書を失効できる場合があります。",
        en: "Call the help desk at once. An administrator may be able to revoke your certificate on screen.",
      },
    },
    renewalOpens,
    {
      question: { ja: "有効期限を過ぎるとどうなりますか", en: "What happens when it has expired?" },
      answer: {
        ja: "その電子証明書ではログインできなくなります。取得の手続きからやり直してください。",
        en: "It no longer logs you in. Acquire a new one.",
      },
    },
  ],
};

export const renewalTopic: HelpTopic = {
  name: { ja: "証明書更新選択", en: "Certificate renewal" },
  path: "/certificate/renew",
  items: [
    renewalOpens,
    {
      question: { ja: "別のパソコンで更新できますか", en: "Can I renew on another PC?" },
      answer: {
        ja: "できません。いまの電子証明書の鍵が必要なため、取得したパソコンの、取得した利用者（OSのアカウント）で更新してください。",
        en: "No: the key of the present certificate is needed. Use the PC and the account with which it was acquired.",
      },
    },
    {
      question: {
        ja: "更新すると前の電子証明書はどうなりますか",
        en: "What becomes of the old certificate?",
      },
      answer: {
        ja: "新しい電子証明書のインストールが確認できた時点で、使えなくなります。一覧に残っていても、ログインには使えません。",
        en: "It stops working once the new one is known to be installed. It may still be listed, but does not log you in.",
      },
    },
  ],
};

export const ownCertificatesTopic: HelpTopic = {
  name: { ja: "発行された電子証明書の一覧", en: "All certificates issued for you" },
  path: "/certificates",
  items: [
    {
      question: { ja: "この一覧は何のためのものですか", en: "What is this list for?" },
      answer: {
        ja: "お客さまの知らないうちに電子証明書が発行されていないか、ご自身で確かめていただくためのものです。発行された電子証明書は、失効や有効期限切れの後も一覧から消えません。",
        en: "It lets you see for yourself that no certificate was issued without your knowledge. What was issued stays in the list after it was revoked or has expired.",
      },
    },
    {
      question: {
        ja: "心当たりのない電子証明書があります",
        en: "There is a certificate that I do not know",
      },
      answer: {
        ja: "「身に覚えがない」を押して失効し、すぐにヘルプデスクへご連絡ください。その際、一覧のシリアル番号と発行日時をお伝えください。",
        en: "Press “This was not me” to revoke it, and call the help desk at once. Tell them the serial number and the time of issue that the list shows.",
      },
    },
    {
      question: {
        ja: "「インストールの確認を待っています」と表示されます",
        en: "One is waiting for its installation to be confirmed",
      },
      answer: {
        ja: "取得の途中です。パソコンで取得が完了すると「発行済み」に変わります。期限までに完了しないものは、自動で失効します。",
        en: "It is being acquired. It is shown as issued once the PC has finished; one that is not finished in time is revoked by itself.",
      },
    },
  ],
};
