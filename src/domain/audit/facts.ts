import { invariant } from "#shared/invariant.ts";

/** Facts of an audit row: flat, so that they can be listed, compared and exported without surprises. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

const EVENT = /^[a-z][a-zA-Z]*(\.[a-z][a-zA-Z]*)+$/;

/** Words that name a secret, wherever they stand in a fact's name (`newPin`, `sessionToken`). */
const SECRET_WORDS = new Set([
  "password",
  "passphrase",
  "secret",
  "pin",
  "token",
  "otp",
  "nonce",
  "cookie",
  "ticket",
  "hash",
  "private",
]);
/** Last words that make it a fact about the secret instead of the secret: `secretKind`, `claimDigest`, `tokenId`. */
const TELLING_WORDS = new Set(["digest", "kind", "count", "id", "at", "ends", "ended", "method"]);

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])|[_\W]/).map((word) => word.toLowerCase());

const namesSecret = (name: string): boolean => {
  const words = wordsOf(name);
  return words.some((word) => SECRET_WORDS.has(word)) && !TELLING_WORDS.has(words.at(-1) ?? "");
};

/** Longest text of one fact, in characters: an audit row is no place to store documents. */
const MAX_FACT_CHARACTERS = 2_000;

/** Stops a bug that would write a secret into a record that is never deleted. */
export const assertTellable = (event: string, facts: AuditFacts): void => {
  invariant(EVENT.test(event), `an audit event is dotted words: ${event}`);
  for (const [name, value] of Object.entries(facts)) {
    invariant(!namesSecret(name), `audit event ${event}: the fact ${name} has the name of a secret`);
    invariant(
      typeof value !== "string" || value.length <= MAX_FACT_CHARACTERS,
      `audit event ${event}: the fact ${name} is too long`,
    );
  }
};
