/** Languages of the product. */
export type Language = "ja" | "en";

/** All of them, the default first. */
export const LANGUAGES: readonly Language[] = ["ja", "en"];

/** The language of this name, if it is one of ours. */
export const parseLanguage = (text: string | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === text);

/** The best of our languages by `Accept-Language` (RFC 9110 section 12.5.4); Japanese where it names none. */
export const negotiateLanguage = (acceptLanguage: string | undefined): Language => {
  let best: Language = "ja";
  let bestWeight = 0;
  for (const range of (acceptLanguage ?? "").slice(0, 500).split(",")) {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
    const language = parseLanguage(tag.trim().split("-")[0]);
    const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]);
    const weight = Number(quality.find((found) => found !== undefined) ?? "1");
    if (language !== undefined && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
};

/** The visitor's earlier choice, else the browser's wish. */
export const languageOf = (chosen: string | undefined, acceptLanguage: string | undefined): Language =>
  parseLanguage(chosen) ?? negotiateLanguage(acceptLanguage);

/**
 * The texts of one view in all languages. English must have exactly the keys of Japanese, and the same parameters
 * where a text is a function.
 */
export const defineTexts = <Texts extends Readonly<Record<string, unknown>>>(
  texts: { readonly ja: Texts } & { readonly en: NoInfer<Texts> },
): Readonly<Record<Language, Texts>> => texts;
