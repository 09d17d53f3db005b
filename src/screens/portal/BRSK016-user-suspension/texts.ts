import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const suspensionListScreen: Screen = {
  id: "BRSK016",
  name: { ja: "利用者停止・解除一覧", en: "Stop or resume users" },
};
export const suspensionConfirmationScreen: Screen = {
  id: "TRSK004",
  name: { ja: "利用者停止・解除確認", en: "Confirm stopping or resuming" },
};
export const suspensionResultScreen: Screen = {
  id: "TRSK005",
  name: { ja: "利用者停止・解除結果", en: "The user has been stopped or resumed" },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者停止・解除",
    caption: "停止または解除する利用者を選んでください",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    role: "権限",
    account: "利用状態",
    action: "操作",
    self: "（ご自身）",
    active: "利用中",
    suspended: "停止中",
    acts: { suspend: "停止", resume: "解除" },
    about: (name: string) => `（${name} 様）`,
    byInstitution: "窓口での手続き",
    titles: {
      suspend: "停止すると、直ちにログインできなくなります",
      resume: "解除すると、再びログインできるようになります",
    },
    bodies: {
      suspend:
        "ログイン中の場合は、その場で終了します。電子証明書は失効しないため、解除するとそのまま使えます。パソコンの紛失や不正利用のおそれがあるときは、証明書失効もあわせて行ってください。",
      resume: "有効な電子証明書がある場合は、取得し直さずに使えます。",
    },
    missing: "入力してください。",
    back: "戻る",
    done: { suspend: "利用者を停止しました", resume: "利用者の停止を解除しました" },
    list: "一覧へ戻る",
  },
  en: {
    parent: "Stop or resume users",
    caption: "Choose the user to be stopped or resumed",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    role: "Role",
    account: "Account",
    action: "Action",
    self: " (you)",
    active: "In use",
    suspended: "Stopped",
    acts: { suspend: "Stop", resume: "Resume" },
    about: (name: string) => name,
    byInstitution: "At the branch",
    titles: {
      suspend: "A stopped user cannot log in any more, from this moment on",
      resume: "A resumed user can log in again",
    },
    bodies: {
      suspend:
        "If the user is logged in, that ends at once. The certificate is not revoked and works again once the user is resumed. Where a PC is lost or misuse is feared, revoke the certificate as well.",
      resume: "A certificate that is still valid works again, without acquiring another.",
    },
    missing: "Type it in.",
    back: "Back",
    done: { suspend: "The user has been stopped", resume: "The user has been resumed" },
    list: "Back to the list",
  },
});
