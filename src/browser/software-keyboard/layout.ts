/** Which keys the keyboard has, and in which order. Needs no document. */

/** Random whole numbers, 32 bits each: `crypto.getRandomValues` in the browser. */
export type RandomNumbers = (into: Uint32Array<ArrayBuffer>) => void;

export interface Keys {
  readonly digits: readonly string[];
  readonly letters: readonly string[];
  /** Empty where secrets are of letters and digits alone. */
  readonly symbols: readonly string[];
}

const DIGITS = Array.from("1234567890");
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz");
const SYMBOLS = Array.from("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

const NUMBERS = 2 ** 32;

/** A whole number from 0 to below `end`, each as likely: numbers that would favour some are drawn again. */
const below = (end: number, random: RandomNumbers): number => {
  const drawn = new Uint32Array(1);
  const fair = NUMBERS - (NUMBERS % end);
  for (;;) {
    random(drawn);
    const [value = fair] = drawn;
    if (value < fair) return value % end;
  }
};

/** All of them in an order of which each is as likely as another (Fisher and Yates). */
export const shuffled = (keys: readonly string[], random: RandomNumbers): string[] => {
  const left = [...keys];
  const order: string[] = [];
  while (left.length > 0) order.push(...left.splice(below(left.length, random), 1));
  return order;
};

/**
 * The keys of one opening.
 *
 * @param random undefined: always in the same order
 */
export const keysOf = (random: RandomNumbers | undefined, hasSymbols: boolean): Keys => {
  const ordered = (keys: readonly string[]): readonly string[] =>
    random === undefined ? keys : shuffled(keys, random);
  return {
    digits: ordered(DIGITS),
    letters: ordered(LETTERS),
    symbols: hasSymbols ? ordered(SYMBOLS) : [],
  };
};

/** Where a key is on the screen. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export const isDirection = (key: string): key is Direction =>
  key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown";

/**
 * The key to which an arrow leads: to the left and right the one before and after; up and down the nearest of the
 * next line. Stays where there is none.
 */
export const neighbour = (places: readonly Place[], from: number, direction: Direction): number => {
  if (direction === "ArrowLeft") return Math.max(from - 1, 0);
  if (direction === "ArrowRight") return Math.min(from + 1, places.length - 1);
  const here = places[from];
  if (here === undefined) return from;
  const sign = direction === "ArrowDown" ? 1 : -1;
  const beyond = places.map(({ y }) => sign * (y - here.y)).filter((distance) => distance > 1);
  const line = Math.min(...beyond);
  let best = from;
  let nearest = Infinity;
  for (const [index, { x, y }] of places.entries()) {
    const isOfLine = Math.abs(sign * (y - here.y) - line) <= 1;
    if (isOfLine && Math.abs(x - here.x) < nearest) [best, nearest] = [index, Math.abs(x - here.x)];
  }
  return best;
};
