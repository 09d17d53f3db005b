import { hash, verify } from "@node-rs/argon2";
import type { RandomSource } from "#shared/random.ts";

/**
 * Argon2id with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane. The package's
 * default algorithm is Argon2id and its default version 0x13.
 */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

const SALT_BYTES = 16;

/** A stored secret in PHC string format. */
export type SecretHash = string;

/**
 * What an unknown ID is compared with: the hash of 32 random bytes that nobody kept, with the same parameters, so
 * that the same work is done whether the ID exists or not.
 */
export const NOBODYS_HASH: SecretHash =
  "$argon2id$v=19$m=19456,t=2,p=1$Md6RUCk+2YHYwJJCJPkpDg$bKY9a+aaRZgjmOdJlQAXUECh7Vkqdq9rO7vCndBF7gk";

/** Hashes a secret. Takes some 20 ms of one core and 19 MiB. */
export const hashSecret = (secret: string, random: RandomSource): Promise<SecretHash> =>
  hash(secret, { ...PARAMETERS, salt: random.bytes(SALT_BYTES) });

/** Whether this is the secret behind the hash. The work is the hash's, whatever the answer. */
export const matchesSecret = (secretHash: SecretHash, secret: string): Promise<boolean> =>
  verify(secretHash, secret);
