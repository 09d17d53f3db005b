import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { RandomSource } from "#shared/random.ts";

// Without the characters that people mix up when they read them from paper: 0 O o, 1 l I.
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS = "23456789";
const BOTH = LETTERS + DIGITS;

/** A character of `alphabet` from one random byte, without favour: bytes past a whole multiple are thrown away. */
const pick = (alphabet: string, random: RandomSource): string => {
  const limit = 256 - (256 % alphabet.length);
  for (;;) {
    const byte = random.bytes(1).readUInt8();
    if (byte < limit) return alphabet.charAt(byte % alphabet.length);
  }
};

/** A provisional secret as long as the institution allows, with a letter and a digit in it. */
export const randomSecret = (
  { secrets }: Pick<InstitutionPolicy, "secrets">,
  random: RandomSource,
): string => {
  const length = Math.min(secrets.maxCharacters, 16);
  for (;;) {
    const secret = Array.from({ length }, () => pick(BOTH, random)).join("");
    if (/[a-zA-Z]/.test(secret) && /[0-9]/.test(secret)) return secret;
  }
};
