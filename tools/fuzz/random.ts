/** A stream of numbers that a seed determines: the same seed gives the same run. */
export interface FuzzRandom {
  /** A whole number from 0 to below `limit` (1 to 2^32). */
  below(limit: number): number;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  /** A member of a list that is not empty. */
  pick<Member>(list: readonly Member[]): Member;
}

/** sfc32 (Doty-Humphrey): small, fast, good enough for choosing mutations, and of no use for secrets. */
const sfc32 = (seed: number): (() => number) => {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
};

export const fuzzRandom = (seed: number): FuzzRandom => {
  const next = sfc32(seed);
  const below = (limit: number): number => next() % limit;
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (list) => {
      const found = list[below(list.length)];
      if (found === undefined) throw new RangeError("nothing to pick from");
      return found;
    },
  };
};
