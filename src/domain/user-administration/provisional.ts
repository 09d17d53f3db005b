import { hkdfSync } from "node:crypto";
import { randomSecret } from "#domain/credential/random-secret.ts";
import { checkSecret, type NewSecrets, type SecretRules } from "#domain/credential/secrets.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";

const BYTES = 4_096;

/** Bytes that follow from a token alone. */
const bytesOf = (token: string): RandomSource => {
  const stream = Buffer.from(hkdfSync("sha256", token, "", "tegata provisional secrets", BYTES));
  let used = 0;
  return {
    bytes: (count) => {
      invariant(used + count <= BYTES, "two secrets take far fewer bytes");
      used += count;
      return stream.subarray(used - count, used);
    },
  };
};

/** A user ID that nobody types (BizSOL family), from the token of the draft. */
export const userIdOf = (token: string): string =>
  `u${Buffer.from(hkdfSync("sha256", token, "", "tegata user id", 8)).toString("hex")}`;

/**
 * Provisional secrets for a new user. They follow from the token of 256 random bits that only the administrator's page
 * has, so that they are stored nowhere, and the page that shows them can be sent again without making others.
 */
export const provisionalSecrets = (
  institution: SecretRules,
  own: readonly (string | null)[],
  token: string,
  refusedSecrets: ReadonlySet<string> | undefined,
): NewSecrets => {
  const random = bytesOf(token);
  const make = (other: string | undefined): string => {
    for (;;) {
      const secret = randomSecret(institution, random);
      if (secret !== other && checkSecret(institution, own, secret, refusedSecrets) === undefined)
        return secret;
    }
  };
  const login = make(undefined);
  return { login, confirmation: make(login) };
};
