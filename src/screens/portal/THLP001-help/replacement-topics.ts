import { spanOf } from "#screens/components/span.ts";
import type { HelpTopic } from "./topics.ts";

export const replacementTopic: HelpTopic = {
  name: { ja: "パソコンの入れ替え・故障", en: "Replace this PC" },
  path: "/certificate/replace",
  items: [
    {
      question: { ja: "途中でやめるとどうなりますか", en: "What if I stop in the middle?" },
      answer: {
        ja: "「失効して入れ替える」を押すまでは、何も変わりません。押した後は、これまでの電子証明書が失効し、新しい電子証明書を取得する権利が残ります。画面を閉じても、後から取得できます。",
        en: "Until you press “Revoke and replace” nothing changes. After that the old certificate is revoked and you keep the right to acquire a new one: you can close the page and acquire it later.",
      },
    },
    {
      question: { ja: "新しい電子証明書はいつから取得できますか", en: "When can I acquire the new one?" },
      answer: ({ replacement: { waitSeconds } }) =>
        waitSeconds === 0
          ? { ja: "お手続きの直後から取得できます。", en: "At once." }
          : {
              ja: `ログインせずにお手続きした場合は、${spanOf("ja", waitSeconds)}後から取得できます。その間に、ご本人と管理者の方にメールでお知らせします。`,
              en: `If you were not logged in, ${spanOf("en", waitSeconds)} later. Meanwhile you and your administrators are told by mail.`,
            },
    },
    {
      question: { ja: "パスワード（暗証番号）が分かりません", en: "I do not know my password (PIN)" },
      answer: {
        ja: "画面からはお手続きできません。ご契約の管理者の方、またはお取引店へお申し出ください。",
        en: "Then it cannot be done on screen. Please ask an administrator of your contract or your branch.",
      },
    },
    {
      question: {
        ja: "入れ替えの案内メールが届きましたが、身に覚えがありません",
        en: "I got a mail about a replacement that I did not ask for",
      },
      answer: {
        ja: "至急ヘルプデスクへお電話ください。新しい電子証明書の取得を止めます。メールにはリンクを記載していません。リンクのあるメールは偽物ですので、開かないでください。",
        en: "Call the help desk at once: they stop the new certificate. Our mails carry no links; a mail with a link is a forgery, so do not open it.",
      },
    },
    {
      question: {
        ja: "これまでのパソコンに残った電子証明書はどうなりますか",
        en: "What about the certificate on the old PC?",
      },
      answer: {
        ja: "失効しているため、ログインには使えません。パソコンを処分するときは、証明書の保管場所から削除するか、初期化してください。",
        en: "It is revoked and cannot log in. When you give the PC away, delete the certificate or reset the PC.",
      },
    },
  ],
};

export const disowningTopic: HelpTopic = {
  name: { ja: "身に覚えのない電子証明書", en: "This was not me" },
  items: [
    {
      question: { ja: "どのようなときに使いますか", en: "When do I use it?" },
      answer: {
        ja: "一覧に、取得した覚えのない電子証明書やパソコンがあるときです。ほかの人がお客様になりすましているおそれがあるため、このIDの利用をすぐに止めます。",
        en: "When the list shows a certificate or a PC that you do not know. Somebody may be acting in your name, so the use of this ID is stopped at once.",
      },
    },
    {
      question: { ja: "実行した後は、何をすればよいですか", en: "What do I do afterwards?" },
      answer: ({ contact }) => ({
        ja: `まずヘルプデスク（${contact.helpDeskPhone}）へお電話ください。お取引の内容を確認し、パソコンをウイルス対策ソフトで検査してください。検査が終わるまで、そのパソコンではログインしないでください。`,
        en: `Call the help desk (${contact.helpDeskPhone}) first. Check your transactions, scan your PC for malware, and do not log in with it before that is done.`,
      }),
    },
    {
      question: { ja: "再び利用するには", en: "How do I go on?" },
      answer: ({ disowning: { releasedBy } }) => ({
        ja: `一般の利用者は${releasedBy.user === "administrator" ? "管理者の方" : "お取引店"}、管理者は${releasedBy.administrator === "administrator" ? "他の管理者の方" : "お取引店"}による電子証明書の発行の後、取得できます。`,
        en: `Users need ${releasedBy.user === "administrator" ? "an administrator" : "the branch"}, administrators ${releasedBy.administrator === "administrator" ? "another administrator" : "the branch"} to issue a certificate again; then it can be acquired.`,
      }),
    },
    {
      question: { ja: "間違えて実行しました", en: "I did it by mistake" },
      answer: {
        ja: "失効した電子証明書は元に戻せません。ヘルプデスクまたは管理者の方へお申し出のうえ、新しい電子証明書を取得してください。",
        en: "A revoked certificate cannot be brought back. Tell the help desk or your administrator, and acquire a new one.",
      },
    },
  ],
};
