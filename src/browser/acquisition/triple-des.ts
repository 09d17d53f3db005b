import { concat, octets, type Octets } from "./der.ts";

/**
 * Triple DES with three keys in CBC mode (FIPS 46-3, SP 800-67), encryption only: WebCrypto has none, and older systems
 * read no other PKCS#12 files. Used for nothing else. Judged against OpenSSL in test/browser/.
 */

const BLOCK_BYTES = 8;

/** Positions count from 1, as the standard writes them. */
const INITIAL = Array.from({ length: 64 }, (_, index) => {
  const row = Math.floor(index / 8);
  return (row < 4 ? 58 + row * 2 : 57 + (row - 4) * 2) - (index % 8) * 8;
});
const FINAL = INITIAL.map((_, index) => INITIAL.indexOf(index + 1) + 1);
const EXPANSION = Array.from(
  { length: 48 },
  (_, index) => ((Math.floor(index / 6) * 4 + (index % 6) + 31) % 32) + 1,
);
const PERMUTATION = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
];
const KEY_HALVES = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const ROUND_KEY = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const ROTATIONS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/** Four rows of sixteen digits each. */
const SUBSTITUTIONS = [
  "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
  "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
  "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
  "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
  "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
  "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
  "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
  "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
].map((digits) => Array.from(digits, (digit) => Number.parseInt(digit, 16)));

type Bits = readonly number[];

const bitsOf = (content: Octets): Bits =>
  Array.from(content).flatMap((octet) => Array.from({ length: 8 }, (_, index) => (octet >> (7 - index)) & 1));

const octetsOf = (bits: Bits): Octets =>
  Uint8Array.from({ length: bits.length / 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((octet, bit) => octet * 2 + bit, 0),
  );

const chosen = (bits: Bits, positions: readonly number[]): Bits =>
  positions.map((position) => bits[position - 1] ?? 0);

const differing = (one: Bits, other: Bits): Bits => one.map((bit, index) => bit ^ (other[index] ?? 0));

const rotated = (half: Bits, places: number): Bits => [...half.slice(places), ...half.slice(0, places)];

const roundKeys = (key: Octets): readonly Bits[] => {
  const halves = chosen(bitsOf(key), KEY_HALVES);
  let left: Bits = halves.slice(0, 28);
  let right: Bits = halves.slice(28);
  return ROTATIONS.map((places) => {
    left = rotated(left, places);
    right = rotated(right, places);
    return chosen([...left, ...right], ROUND_KEY);
  });
};

const substituted = (bits: Bits): Bits =>
  SUBSTITUTIONS.flatMap((digits, box) => {
    const six = bits.slice(box * 6, box * 6 + 6);
    const row = (six[0] ?? 0) * 2 + (six[5] ?? 0);
    const column = six.slice(1, 5).reduce((number, bit) => number * 2 + bit, 0);
    const digit = digits[row * 16 + column] ?? 0;
    return [3, 2, 1, 0].map((place) => (digit >> place) & 1);
  });

/** One block through DES; with the keys in reverse it decrypts. */
const block = (content: Bits, keys: readonly Bits[]): Bits => {
  const start = chosen(content, INITIAL);
  let left: Bits = start.slice(0, 32);
  let right: Bits = start.slice(32);
  for (const key of keys) {
    const mixed = chosen(substituted(differing(chosen(right, EXPANSION), key)), PERMUTATION);
    [left, right] = [right, differing(left, mixed)];
  }
  return chosen([...right, ...left], FINAL);
};

/** `key`: 24 octets; `initialVector`: 8. Padded as in PKCS#5. */
export const encryptTripleDes = (key: Octets, initialVector: Octets, content: Octets): Octets => {
  const [first = [], second = [], third = []]: readonly (readonly Bits[])[] = [0, 8, 16].map((at) =>
    roundKeys(key.slice(at, at + 8)),
  );
  const padding = BLOCK_BYTES - (content.length % BLOCK_BYTES);
  const padded = concat(content, octets(...Array.from({ length: padding }, () => padding)));
  const backwards = second.toReversed();
  const blocks: Octets[] = [];
  let previous = bitsOf(initialVector);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) {
    const mixed = differing(bitsOf(padded.slice(at, at + BLOCK_BYTES)), previous);
    previous = block(block(block(mixed, first), backwards), third);
    blocks.push(octetsOf(previous));
  }
  return concat(...blocks);
};
