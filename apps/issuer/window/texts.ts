import type { Bilingual } from "../core/key-store.ts";

/** What the frame and several pages say. Each page has its own texts beside this. */
export const texts = {
  application: { ja: "証明書発行アプリケーション", en: "Certificate issuing application" },
  thisPc: { ja: "このPC", en: "This PC" },
  screen: { ja: "画面", en: "Screen" },
  version: { ja: "バージョン", en: "Version" },
  language: { ja: "表示言語の切り替え", en: "Change the language" },
  errorTitle: { ja: "エラー：", en: "Error: " },
  code: { ja: "エラーコード", en: "Code" },
  supportId: { ja: "お問い合わせ番号", en: "Support ID" },
  examine: { ja: "接続と環境を確認する", en: "Examine connection and environment" },
  back: { ja: "戻る", en: "Back" },
  close: { ja: "閉じる", en: "Close" },
  required: { ja: "※必須", en: "required" },
} as const satisfies Record<string, Bilingual>;
