const REPLACEMENTS: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const SPECIAL = /[&<>"']/g;

/**
 * Text that may stand between tags and inside a quoted attribute. NUL is dropped (a parser error in HTML), lone
 * surrogates become U+FFFD so that the page stays valid UTF-8.
 */
export const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll("\0", "")
    .replace(SPECIAL, (character) => REPLACEMENTS[character] ?? "");
