import { createHash } from "node:crypto";
import type { UserReference } from "#domain/context.ts";
import type { RandomSource } from "#shared/random.ts";

/** Crockford's base32: without the letters that people mix up on paper. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARACTERS = 12;
const GROUP = 4;
const CODE = new RegExp(`^[${ALPHABET}]{${CHARACTERS}}$`);

/** A new code, 60 random bits: `7K2Q-9XM0-C4TB`. */
export const newCode = (random: RandomSource): string => {
  const characters = Array.from(random.bytes(CHARACTERS), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return (characters.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-");
};

/**
 * A code as typed in: width, case, spaces and hyphens do not matter, and O, I and L are the digits they look like.
 * Undefined: it cannot be one.
 */
export const readCode = (text: string): string | undefined => {
  const code = text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}\u30fc\u2212]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return CODE.test(code) ? code : undefined;
};

/** What is kept of a code, 32 bytes; of two users the same code has different digests. */
export const digestOfCode = ({ institutionCode, contractId, userId }: UserReference, code: string): Buffer =>
  createHash("sha256")
    .update(JSON.stringify(["user registration code", institutionCode, contractId, userId, code]), "utf8")
    .digest();
