import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const resetScreen: Screen = {
  id: "TRSK014",
  name: { ja: "パスワード・暗証番号再設定確認", en: "Confirm resetting passwords or PINs" },
};
export const resetResultScreen: Screen = {
  id: "TRSK015",
  name: { ja: "パスワード・暗証番号再設定結果", en: "The passwords or PINs have been reset" },
};

export const texts = defineTexts({
  ja: {
    parent: "パスワード・暗証番号の再設定",
    title: (login: string, confirmation: string) =>
      `${login}と${confirmation}を、自動で作成したものに置き換えます`,
    body: "これまでのものは使えなくなり、ログイン中の場合はその場で終了します。新しいものは次の画面に1回だけ表示します。次のログインのときに、ご本人が変更します。",
    execute: "再設定する",
    done: "再設定しました",
    doneBody:
      "下の内容は、この画面にだけ表示します。書き留めるか印刷して、ご本人に直接お渡しください。メールでは送らないでください。",
    back: "利用者詳細へ戻る",
  },
  en: {
    parent: "Reset passwords or PINs",
    title: (login: string, confirmation: string) => `New ones are made for: ${login}, ${confirmation}`,
    body: "The ones before no longer work, and if the user is logged in, that ends at once. The new ones are shown once, on the next page. The user changes them at the next login.",
    execute: "Reset",
    done: "They have been reset",
    doneBody:
      "What stands below is shown on this page only. Write it down or print it, and hand it to the person. Do not mail it.",
    back: "Back to the user",
  },
});
