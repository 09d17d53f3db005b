import type { Bilingual } from "#domain/refusal/refusal.ts";
import { isMadeInBrowser } from "#domain/enrollment/in-browser.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

type Where = Pick<PageContext, "language">;

/** Names of the places where keys are kept; others are shown as the issuing application calls them. */
const KEY_STORES: ReadonlyMap<string, Bilingual> = new Map([
  ["nss", { ja: "ブラウザーの証明書ストア（NSS）", en: "the browser's certificate store (NSS)" }],
  ["est", { ja: "EST を使う機器", en: "a device that uses EST" }],
  ["browser-pkcs12", { ja: "ファイルで取得（PKCS#12）", en: "a file that was imported (PKCS#12)" }],
  ["browser-apple-profile", { ja: "構成プロファイルで取得（Apple）", en: "a configuration profile (Apple)" }],
]);

const texts = {
  remark: {
    ja: "ブラウザで作成した鍵です。ファイルを持つ人は複製できます。",
    en: "The key was made in a browser. Whoever has the file can copy it.",
  },
  note: {
    ja: "ブラウザで取得（鍵を複製できます）",
    en: "Acquired in a browser (its key can be copied)",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Where the key of a certificate is kept, as customers are told of it. */
export const keyStoreName = (page: Where, kind: string): string => {
  const name = KEY_STORES.get(kind);
  return name === undefined ? kind : inLanguage(page, name);
};

/** What its owner should know about where the key is; undefined: nothing. */
export const keyStoreRemark = (page: Where, kind: string): string | undefined =>
  isMadeInBrowser(kind) ? inLanguage(page, texts.remark) : undefined;

/** What administrators should know about where a user's key is; undefined: nothing. */
export const keyStoreNote = (page: Where, kind: string | undefined): string | undefined =>
  kind !== undefined && isMadeInBrowser(kind) ? inLanguage(page, texts.note) : undefined;
