import type { Language } from "./texts.ts";

const KEPT = "tegata-token-language";

/** What was chosen before, else the browser's. Storage may be refused: then the browser's. */
export const initialLanguage = (): Language => {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    kept = null;
  }
  if (kept === "ja" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
};

export const keepLanguage = (language: Language): void => {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Asked again the next time.
  }
};
