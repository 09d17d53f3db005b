import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const deletionScreen: Screen = {
  id: "TRSK012",
  name: { ja: "利用者削除確認", en: "Confirm deleting a user" },
};
export const deletionResultScreen: Screen = {
  id: "TRSK013",
  name: { ja: "利用者削除結果", en: "The user has been deleted" },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者削除",
    title: "削除すると、元に戻せません",
    points: [
      "電子証明書は失効し、トークンとパスワード・暗証番号は使えなくなります。",
      "ログイン中の場合は、その場で終了します。",
      "このIDは、今後ほかの利用者に使えません。これまでの操作の記録は残ります。",
    ],
    temporary: "一時的に使えなくする場合は、削除ではなく停止を行ってください。",
    execute: "削除する",
    done: "利用者を削除しました",
    doneBody: "電子証明書をお持ちだった場合は失効しました。ご本人のメールアドレスへお知らせしました。",
    list: "利用者一覧へ戻る",
  },
  en: {
    parent: "Delete a user",
    title: "A deletion cannot be undone",
    points: [
      "The certificate is revoked; token, passwords and PINs no longer work.",
      "If the user is logged in, that ends at once.",
      "The ID is never given to another user. The records of what was done stay.",
    ],
    temporary: "To keep a user out for a while, stop the user instead.",
    execute: "Delete",
    done: "The user has been deleted",
    doneBody: "If the user had a certificate, it has been revoked. The user has been told by mail.",
    list: "Back to the list of users",
  },
});
