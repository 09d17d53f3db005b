import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why the additional authentication does not go on. */
export const additionalRefusals = defineRefusals({
  ADDITIONAL_QUESTIONS_CHOICE: {
    kind: "invalid",
    cause: {
      ja: "質問の選び方が正しくありません。",
      en: "The questions are not chosen as they should be.",
    },
    action: {
      ja: "異なる質問を{count}つ選び、それぞれに回答してください。",
      en: "Please choose {count} different questions and answer each of them.",
    },
  },
  ADDITIONAL_ANSWER_LENGTH: {
    kind: "invalid",
    cause: {
      ja: "回答の文字数が正しくありません。",
      en: "The length of the answer is not right.",
    },
    action: {
      ja: "空白を除いて2文字以上{max}文字以内で入力してください。",
      en: "Please type in 2 to {max} characters; spaces do not count.",
    },
  },
  ADDITIONAL_ANSWER_ONE_CHARACTER: {
    kind: "invalid",
    cause: {
      ja: "同じ文字だけの回答は登録できません。",
      en: "An answer of one character again and again cannot be registered.",
    },
    action: {
      ja: "ほかの人が思いつかない言葉を入力してください。",
      en: "Please give an answer that others would not think of.",
    },
  },
  ADDITIONAL_ANSWER_IN_QUESTION: {
    kind: "invalid",
    cause: {
      ja: "質問の文の中にある言葉は、回答として登録できません。",
      en: "Words of the question cannot be its answer.",
    },
    action: {
      ja: "質問に対する答えを入力してください。",
      en: "Please type in the answer to the question.",
    },
  },
  ADDITIONAL_ANSWER_SAME_AS_USER: {
    kind: "invalid",
    cause: {
      ja: "お客様のお名前やIDは、回答として登録できません。",
      en: "Your name or an ID of yours cannot be an answer.",
    },
    action: {
      ja: "ほかの言葉で回答してください。",
      en: "Please give another answer.",
    },
  },
  ADDITIONAL_ANSWERS_SAME: {
    kind: "invalid",
    cause: {
      ja: "複数の質問に同じ回答は登録できません。",
      en: "Two questions cannot have the same answer.",
    },
    action: {
      ja: "質問ごとに異なる回答を入力してください。",
      en: "Please give each question an answer of its own.",
    },
  },
  ADDITIONAL_ANSWER_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "追加認証の回答を確認できませんでした。",
      en: "The answer was not accepted.",
    },
    action: {
      ja: "登録した回答をもう一度入力してください。回答がわからない場合は、管理者の方またはお取引店へお問い合わせください。",
      en: "Please type in the answer that you registered. If you do not remember it, ask your administrator or your branch.",
    },
  },
  ADDITIONAL_QUESTION_CHANGED: {
    kind: "conflict",
    cause: {
      ja: "質問が変わりました。",
      en: "The question has changed.",
    },
    action: {
      ja: "表示されている質問に回答してください。",
      en: "Please answer the question that is shown now.",
    },
  },
  ADDITIONAL_ANSWERS_NOT_REGISTERED: {
    kind: "conflict",
    cause: {
      ja: "追加認証の回答が登録されていません。",
      en: "No answers are registered for the additional authentication.",
    },
    action: {
      ja: "追加認証の質問と回答を登録してください。",
      en: "Please register questions and answers first.",
    },
  },
  ADDITIONAL_ANSWERS_REGISTERED: {
    kind: "conflict",
    cause: {
      ja: "追加認証の回答はすでに登録されています。",
      en: "Answers are registered already.",
    },
    action: {
      ja: "登録に心当たりがない場合は、至急ヘルプデスクへご連絡ください。変更は、お客様情報の画面で行えます。",
      en: "If you did not register them, call the help desk at once. To change them, go to your settings.",
    },
  },
  ADDITIONAL_ANSWERS_OWN: {
    kind: "forbidden",
    cause: {
      ja: "ご自身の追加認証の回答は初期化できません。",
      en: "You cannot clear your own answers.",
    },
    action: {
      ja: "ほかの管理者の方またはお取引店にご依頼ください。",
      en: "Please ask another administrator or your branch.",
    },
  },
});

export type AdditionalCode = keyof typeof additionalRefusals;
