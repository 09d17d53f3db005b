import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const additionalAuthenticationScreen: Screen = {
  id: "TADA001",
  name: { ja: "追加認証", en: "Additional authentication" },
};

export const texts = defineTexts({
  ja: {
    lead: "ご本人であることを確認するため、登録済みの質問に回答してください。",
    question: "質問",
    answer: "回答",
    help: "全角・半角、ひらがな・カタカナ、空白の違いは区別しません。",
    missing: "入力してください。",
    prove: "認証",
    forgotten:
      "質問は、正しく回答するまで変わりません。回答がわからない場合は、管理者の方またはお取引店に回答の初期化をご依頼ください。",
  },
  en: {
    lead: "To make sure that it is you, please answer a question that you registered.",
    question: "Question",
    answer: "Answer",
    help: "Case, width, kana and spaces make no difference.",
    missing: "Type it in.",
    prove: "Continue",
    forgotten:
      "The question stays the same until it is answered right. If you do not remember the answer, ask your administrator or your branch to clear your answers.",
  },
});
