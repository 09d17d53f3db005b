/** From ァ to ヶ; each has its hiragana 0x60 below. */
const KATAKANA = /[\u30a1-\u30f6]/g;
const KANA_DISTANCE = 0x60;

/** White space, and characters that show nothing: controls, joiners, marks of direction. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu;

/**
 * The normal form of an answer, in which it is compared: full and half width are the same (NFKC), as are hiragana and
 * katakana, upper and lower case; spaces do not count. People remember the word, not how they typed it years ago.
 */
export const normalForm = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll(UNSEEN, "")
    .toLowerCase()
    .replaceAll(KATAKANA, (character) => String.fromCharCode(character.charCodeAt(0) - KANA_DISTANCE));

/** Length of a normal form, in characters as people count them. */
export const charactersOf = (normal: string): number => Array.from(normal).length;
