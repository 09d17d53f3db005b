import type { HelpTopic } from "./topics.ts";

export const registrationTopic: HelpTopic = {
  name: { ja: "ログインID取得", en: "Getting a login ID" },
  path: "/registration",
  items: [
    {
      question: { ja: "書面が見つかりません", en: "I cannot find the letter" },
      answer: {
        ja: "お取引店へお問い合わせください。新しい書面をお届けすると、古い書面は使えなくなります。",
        en: "Ask your branch. A new letter takes the place of the old one.",
      },
    },
    {
      question: { ja: "書面には期限がありますか", en: "Does the letter expire?" },
      answer: ({ registration: { letterDays } }) => ({
        ja: `作成から${letterDays}日間です。過ぎた場合は、お取引店へ新しい書面をご依頼ください。`,
        en: `After ${letterDays} days. Then ask your branch for a new one.`,
      }),
    },
    {
      question: { ja: "確認番号のメールが届きません", en: "The mail with the code does not arrive" },
      answer: {
        ja: "メールアドレスと迷惑メールのフォルダーをご確認のうえ、「確認番号を送り直す」を押してください。確認番号は10分間有効で、最後に届いたものだけが使えます。",
        en: "Check the address and the folder for junk mail, then press “Send another code”. A code works for 10 minutes, and only the last one.",
      },
    },
    {
      question: { ja: "途中でやめるとどうなりますか", en: "What if I stop half-way?" },
      answer: {
        ja: "何も登録されません。30分以内であれば続きから、それを過ぎた場合は最初からお手続きください。",
        en: "Nothing is registered. Go on within 30 minutes, or start again later.",
      },
    },
  ],
};

export const settingsTopic: HelpTopic = {
  name: { ja: "お客様情報", en: "Your settings" },
  path: "/settings",
  items: [
    {
      question: { ja: "どのような内容が使えませんか", en: "What cannot be used as a password or PIN?" },
      answer: {
        ja: "連続した文字や同じ文字の繰り返し、よく使われる単語、生年月日、お名前、ID、金融機関名は、推測されやすいため使えません。",
        en: "Sequences, repetitions, common words, birth dates, names, IDs and the institution's name: they are easily guessed.",
      },
    },
    {
      question: { ja: "現在のものを忘れました", en: "I have forgotten the present one" },
      answer: {
        ja: "画面では変更できません。管理者の方またはお取引店へご依頼ください。",
        en: "Then it cannot be changed on screen. Ask your administrator or your branch.",
      },
    },
    {
      question: { ja: "お知らせのメールが届きました", en: "I got a mail about a change" },
      answer: {
        ja: "変更のたびにお送りしています。お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
        en: "We send one at each change. If you know nothing of it, contact the help desk at once.",
      },
    },
  ],
};
