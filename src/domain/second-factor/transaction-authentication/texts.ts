/** What the token shows, in the language of whoever approves. The portal and the applications have their own texts. */
interface TokenTexts {
  readonly title: string;
  readonly account: string;
  readonly userName: string;
}

export const startTexts: Readonly<Record<"ja" | "en", TokenTexts>> = {
  ja: {
    title: "トークンの利用開始登録",
    account: "ご利用者のID",
    userName: "利用者名",
  },
  en: {
    title: "Start using this token",
    account: "User",
    userName: "Name",
  },
};

export const sharingTexts: Readonly<Record<"ja" | "en", TokenTexts>> = {
  ja: {
    title: "このトークンを共有する",
    account: "共有する利用者のID",
    userName: "共有する利用者名",
  },
  en: {
    title: "Share this token",
    account: "User who joins",
    userName: "Name",
  },
};
