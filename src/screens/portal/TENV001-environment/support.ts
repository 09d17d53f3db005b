import type { Bilingual } from "#domain/refusal/refusal.ts";

/** Which operating systems and browsers this product is made for. Data: what is supported is changed here alone. */

export type BrowserName = "edge" | "chrome" | "firefox" | "safari";
export type SystemName = "windows" | "macos" | "linux";

/** Names as people know them. */
export const browserNames: Readonly<Record<BrowserName, string>> = {
  edge: "Microsoft Edge",
  chrome: "Google Chrome",
  firefox: "Mozilla Firefox",
  safari: "Safari",
};

export interface SupportedSystem {
  /** Its name, and which versions of it. A browser does not tell, so this is for the reader. */
  readonly versions: Bilingual;
  /** Oldest version of each browser; a browser that is not named is not supported there. */
  readonly browsers: Readonly<Partial<Record<BrowserName, number>>>;
}

export const supported: Readonly<Record<SystemName, SupportedSystem>> = {
  windows: {
    versions: { ja: "Windows 11", en: "Windows 11" },
    browsers: { edge: 122, chrome: 122, firefox: 128 },
  },
  macos: {
    versions: { ja: "macOS 13 以降", en: "macOS 13 or later" },
    browsers: { safari: 17, chrome: 122, edge: 122, firefox: 128 },
  },
  linux: {
    versions: { ja: "Linux（提供元がサポート中のもの）", en: "Linux, where its maker still supports it" },
    browsers: { firefox: 128, chrome: 122, edge: 122 },
  },
};
