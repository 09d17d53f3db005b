import { createHash } from "node:crypto";
import type { RandomSource } from "./random.ts";

/**
 * A secret that is handed out once and recognised later: 256 random bits, base64url, 43 characters.
 * Only its digest is stored ({@link digestOfSecret}), so a copy of the database opens nothing.
 */
export const newSecret = (random: RandomSource): string => random.bytes(32).toString("base64url");

/** SHA-256 of a secret, 32 bytes: what the database keeps. */
export const digestOfSecret = (secret: string): Buffer =>
  createHash("sha256").update(secret, "utf8").digest();

const SUPPORT_ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * What a customer reads to the help desk: 10 characters of Crockford base32 in two groups, `7K2QF-9XM0C`.
 * Every log line and every refusal of one request carries the same one.
 */
export const newSupportId = (random: RandomSource): string => {
  const characters = Array.from(random.bytes(10), (byte) => SUPPORT_ID_ALPHABET.charAt(byte & 31)).join("");
  return `${characters.slice(0, 5)}-${characters.slice(5)}`;
};

/** A row's identity where no name is given to it: 128 random bits as 32 lower-case hexadecimal digits. */
export const newRowId = (random: RandomSource): string => random.bytes(16).toString("hex");
