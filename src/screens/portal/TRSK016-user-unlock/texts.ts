import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const unlockScreen: Screen = {
  id: "TRSK016",
  name: { ja: "ロック解除確認", en: "Confirm unlocking a user" },
};
export const unlockResultScreen: Screen = {
  id: "TRSK017",
  name: { ja: "ロック解除結果", en: "The user has been unlocked" },
};

export const texts = defineTexts({
  ja: {
    parent: "ロック解除",
    stops: "ロックされている内容",
    title: "ご本人に、入力を誤った心当たりがあるかを確認してください",
    body: "心当たりがない場合は、第三者が試した可能性があります。解除せず、ヘルプデスクへご連絡ください。パスワード・暗証番号をお忘れの場合は、解除ではなく再設定を行ってください。",
    execute: "ロックを解除する",
    done: "ロックを解除しました",
    doneBody:
      "ご本人は、これまでのパスワード・暗証番号でログインできます。ご本人のメールアドレスへお知らせしました。",
    back: "利用者詳細へ戻る",
  },
  en: {
    parent: "Unlock a user",
    stops: "Locked",
    title: "Please ask the person whether the wrong entries were theirs",
    body: "If not, somebody else may have tried: do not unlock, and call the help desk. If the person has forgotten the passwords or PINs, reset them instead.",
    execute: "Unlock",
    done: "The user has been unlocked",
    doneBody: "The same passwords or PINs as before can be used again. The user has been told by mail.",
    back: "Back to the user",
  },
});
