/** The colours an institution may choose from. Each has AA contrast on white and under white (accent.test.ts). */
export const ACCENTS = ["blue", "lightBlue", "cyan", "green", "purple", "orange"] as const;

export type Accent = (typeof ACCENTS)[number];

/** Tokens behind an accent: the colour itself, its strong and its soft companion. The same as in base.css. */
export const ACCENT_TOKENS: Readonly<Record<Accent, readonly [string, string, string]>> = {
  blue: ["blue-900", "blue-1100", "blue-50"],
  lightBlue: ["light-blue-900", "light-blue-1100", "light-blue-50"],
  cyan: ["cyan-1000", "cyan-1200", "cyan-50"],
  green: ["green-900", "green-1200", "green-50"],
  purple: ["purple-900", "purple-1100", "purple-50"],
  orange: ["orange-1000", "orange-1200", "orange-50"],
};
