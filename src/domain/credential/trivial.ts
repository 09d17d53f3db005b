import { commonWords } from "./common-words.ts";

/**
 * Whether a secret is among the first that anybody would guess: a walk over the keyboard or the alphabet, a
 * repetition, a date, or a well-known word, the institution's name or the person's own ID or name with little added
 * (docs/decisions/0131-secrets-that-anybody-guesses.md). Upper and lower case count as the same here.
 *
 * @param own words of this person and place: IDs, names, the institution
 */
export const isTrivial = (secret: string, own: readonly string[]): boolean => {
  const text = secret.toLowerCase();
  return (
    hasFewKinds(text) ||
    isRepetition(text) ||
    isWalk(text) ||
    isDate(text) ||
    isWordWithLittle(text, commonWords, 3) ||
    isWordWithLittle(text, own.flatMap(wordsOf), 4)
  );
};

const hasFewKinds = (text: string): boolean => new Set(text).size <= 2;

/** `abc1abc1`, `12a12a1`: its beginning over and over. */
const isRepetition = (text: string): boolean => {
  for (let period = 1; period <= text.length / 2; period += 1)
    if (text.slice(0, period).repeat(text.length).startsWith(text)) return true;
  return false;
};

/** Lines along which fingers walk: the alphabet, the digits, the keyboard's rows and its slanting columns. */
const LINES = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
];
const WALKS = LINES.flatMap((line) => [line, Array.from(line).toReversed().join("")]);

const SHORTEST_WALK = 3;
/** Characters that may stand beside the walks. */
const LITTLE = 2;

const walkLength = (text: string, from: number): number => {
  let length = 1;
  while (from + length < text.length && text[from + length] === text[from]) length += 1;
  for (const walk of WALKS) {
    let reach = length;
    while (from + reach < text.length && walk.includes(text.slice(from, from + reach + 1))) reach += 1;
    if (walk.includes(text.slice(from, from + reach))) length = Math.max(length, reach);
  }
  return length;
};

/** Almost all of it is walks: `qwerty12`, `abc12345`, `1qaz2wsx`. */
const isWalk = (text: string): boolean => {
  let walked = 0;
  for (let from = 0; from < text.length;) {
    const length = walkLength(text, from);
    if (length >= SHORTEST_WALK) walked += length;
    from += length;
  }
  return text.length - walked <= LITTLE && walked > 0;
};

const MONTH_AND_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])";
/** A day with a few letters: `19851103ab`, `s560123`, `tk851103`. */
const DATE = new RegExp(`^[a-z]{0,3}(?:(?:19|20)?[0-9]{2}${MONTH_AND_DAY})[a-z]{0,3}$`);

const isDate = (text: string): boolean => DATE.test(text);

/** What people write for letters. */
const LOOKALIKES: Readonly<Record<string, string>> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t" };
const withoutLookalikes = (text: string): string =>
  text.replaceAll(/[013457]/g, (digit) => LOOKALIKES[digit] ?? digit);

/** Two characters or up to four digits, or more of what anybody would add. */
const isLittle = (rest: string): boolean =>
  rest.length <= LITTLE || /^[0-9]{1,4}$/.test(rest) || isRepetition(rest) || isWalk(rest) || isDate(rest);

const isWordWithLittle = (text: string, words: readonly string[], shortest: number): boolean =>
  words.some(
    (word) =>
      word.length >= shortest &&
      [text, withoutLookalikes(text)].some((spelling) => {
        const at = spelling.indexOf(word);
        // The rest as it was typed: digits beside the word are digits.
        return at >= 0 && isLittle(text.slice(0, at) + text.slice(at + word.length));
      }),
  );

/** The words of an ID or a name, also backwards. */
const wordsOf = (given: string): string[] => {
  const words = [given, ...given.split(/[^A-Za-z0-9]+/)].map((word) => word.toLowerCase());
  return words.flatMap((word) => [word, Array.from(word).toReversed().join("")]);
};
