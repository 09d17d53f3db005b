import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const reissueScreen: Screen = {
  id: "TRSK006",
  name: { ja: "証明書発行確認", en: "Confirm issuing a certificate" },
};
export const reissueResultScreen: Screen = {
  id: "TRSK007",
  name: { ja: "証明書発行結果", en: "The certificate has been issued" },
};

export const texts = defineTexts({
  ja: {
    parent: "証明書の発行・再発行",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    state: "証明書状態",
    deadline: "取得の期限",
    title: "この利用者に電子証明書を発行します",
    within: (days: number) =>
      `利用者の方は、本日から${days}日以内に電子証明書を取得してください。期限を過ぎると、もう一度発行する必要があります。`,
    withoutDeadline: "利用者の方が、ご自身のパソコンで電子証明書を取得できるようになります。",
    missing: "入力してください。",
    execute: "発行する",
    back: "戻る",
    done: "電子証明書を発行しました",
    next: "利用者の方に、電子証明書の取得をお伝えください。",
    list: "利用者一覧へ戻る",
  },
  en: {
    parent: "Issue a certificate",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    state: "Certificate",
    deadline: "To be acquired by",
    title: "A certificate will be issued to this user",
    within: (days: number) =>
      `The user has to acquire it within ${days} days from today. Once they are over, it has to be issued again.`,
    withoutDeadline: "The user can then acquire a certificate on their own PC.",
    missing: "Type it in.",
    execute: "Issue",
    back: "Back",
    done: "The certificate has been issued",
    next: "Please tell the user to acquire it.",
    list: "Back to the list of users",
  },
});
