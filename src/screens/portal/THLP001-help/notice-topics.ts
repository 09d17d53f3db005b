import type { HelpTopic } from "./topics.ts";

export const importantNoticeTopic: HelpTopic = {
  name: { ja: "重要なお知らせ", en: "Important notice" },
  items: [
    {
      question: { ja: "いま更新しなければなりませんか", en: "Do I have to renew now?" },
      answer: {
        ja: "有効期限までであれば、いつでも更新できます。「次へ」を押すと通常の画面に進みます。更新が完了するまで、ログインのたびにお知らせします。",
        en: "Any time before it expires will do. “Next” takes you to your first page. You will be told at each login until it is renewed.",
      },
    },
    {
      question: { ja: "いつから表示されますか", en: "From when is it shown?" },
      answer: ({ renewal: { opensDays } }) => ({
        ja: `有効期限の${opensDays}日前から表示されます。`,
        en: `From ${opensDays} days before your certificate expires.`,
      }),
    },
  ],
};

export const forcedNoticeTopic: HelpTopic = {
  name: { ja: "ご確認いただくお知らせ", en: "Notice to be confirmed" },
  items: [
    {
      question: { ja: "ほかの画面に進めません", en: "No other page opens" },
      answer: {
        ja: "お知らせをお読みになり、「確認しました」を押すと進めます。確認は、お知らせごとに1回です。",
        en: "Read the notice and confirm it; then you can go on. Each notice is confirmed once.",
      },
    },
    {
      question: { ja: "あとで読み返せますか", en: "Can I read it again later?" },
      answer: {
        ja: "掲載期間中は、トップページ（利用者ステータス）の「金融機関からのお知らせ」でご覧いただけます。",
        en: "As long as it is published, it stands under the notices on your first page.",
      },
    },
  ],
};
