/** Whole part of the square root (Newton's method). */
export const squareRoot = (number: bigint): bigint => {
  if (number < 2n) return number;
  let root = 1n << BigInt((number.toString(16).length * 4 + 1) >> 1);
  for (;;) {
    const next = (root + number / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};

const squaresModulo = (modulus: number): ReadonlySet<number> =>
  new Set(Array.from({ length: modulus }, (_, root) => (root * root) % modulus));

const FILTERS = [256, 63, 65, 11, 17, 19, 23].map((modulus) => ({
  modulus: BigInt(modulus),
  squares: squaresModulo(modulus),
}));

/** Rules out nearly every number that is not a square, so that few roots are taken. */
const mayBeSquare = (number: bigint): boolean =>
  FILTERS.every(({ modulus, squares }) => squares.has(Number(number % modulus)));

/**
 * Fermat's method: the two factors of an odd number if they lie close together, within `rounds` steps. About 100 steps
 * find what faulty generators made in the field (CVE-2022-26320); random primes of a sound key would take
 * more steps than there is time.
 */
export const closePrimes = (number: bigint, rounds: number): readonly [bigint, bigint] | undefined => {
  let middle = squareRoot(number);
  if (middle * middle < number) middle += 1n;
  let square = middle * middle - number;
  for (let round = 0; round < rounds; round += 1) {
    if (mayBeSquare(square)) {
      const half = squareRoot(square);
      if (half * half === square) return [middle - half, middle + half];
    }
    square += 2n * middle + 1n;
    middle += 1n;
  }
  return undefined;
};
