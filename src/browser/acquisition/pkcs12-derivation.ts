import { concat, utf16, type Octets } from "./der.ts";

/** What derived octets are for (RFC 7292 appendix B.3). */
export const PURPOSE = { key: 1, initialVector: 2, integrity: 3 } as const;

export interface Derivation {
  readonly hash: "SHA-1" | "SHA-256";
  readonly purpose: (typeof PURPOSE)[keyof typeof PURPOSE];
  readonly passphrase: string;
  readonly salt: Octets;
  readonly iterations: number;
  /** How many octets are wanted. */
  readonly bytes: number;
}

/** Octets of one block of both hash functions. */
const BLOCK_BYTES = 64;

/** Repeats something until it fills whole blocks. */
const filled = (content: Octets): Octets => {
  const length = Math.ceil(content.length / BLOCK_BYTES) * BLOCK_BYTES;
  return Uint8Array.from({ length }, (_, index) => content[index % content.length] ?? 0);
};

const hashed = async (hash: Derivation["hash"], content: Octets): Promise<Octets> =>
  new Uint8Array(await crypto.subtle.digest(hash, content));

/** A block, as a number with the most significant octet first, plus another and one; what runs over is lost. */
const addToBlock = (block: Octets, other: Octets): void => {
  let carry = 1;
  for (let index = block.length - 1; index >= 0; index -= 1) {
    const sum = (block[index] ?? 0) + (other[index] ?? 0) + carry;
    block[index] = sum & 0xff;
    carry = sum >> 8;
  }
};

/** The key derivation of PKCS#12 itself (RFC 7292 appendix B.2), which its integrity check still needs. */
export const derive = async (wish: Derivation): Promise<Octets> => {
  const diversifier = new Uint8Array(BLOCK_BYTES).fill(wish.purpose);
  const passphrase = concat(utf16(wish.passphrase), new Uint8Array(2));
  const input = concat(filled(wish.salt), filled(passphrase));
  let derived: Octets = new Uint8Array();
  while (derived.length < wish.bytes) {
    let part = await hashed(wish.hash, concat(diversifier, input));
    // One after the other: each depends on the one before.
    for (let round = 1; round < wish.iterations; round += 1) part = await hashed(wish.hash, part);
    derived = concat(derived, part);
    const addend = filled(part);
    for (let at = 0; at < input.length; at += BLOCK_BYTES) {
      addToBlock(input.subarray(at, at + BLOCK_BYTES), addend.subarray(0, BLOCK_BYTES));
    }
  }
  return derived.slice(0, wish.bytes);
};
