import type { Screen } from "#screens/components/page-context.ts";

/** ログインID取得, screen by screen (B1). The documents give no ids. */
export const accountScreen: Screen = {
  id: "TREG001",
  name: { ja: "ログインID取得 口座情報の入力", en: "Get a login ID: your account" },
};
export const choiceScreen: Screen = {
  id: "TREG002",
  name: { ja: "ログインID取得 お客様情報の入力", en: "Get a login ID: your details" },
};
export const codeScreen: Screen = {
  id: "TREG003",
  name: { ja: "ログインID取得 メールアドレスの確認", en: "Get a login ID: confirm your mail address" },
};
export const checkScreen: Screen = {
  id: "TREG004",
  name: { ja: "ログインID取得 内容の確認", en: "Get a login ID: check what you entered" },
};
export const resultScreen: Screen = {
  id: "TREG005",
  name: { ja: "ログインID取得 完了", en: "Get a login ID: done" },
};
