import type { DomainContext } from "#domain/context.ts";
import type { SecretBox } from "#platform/key-store/secret-box.ts";
import { invariant } from "#shared/invariant.ts";

/** RFC 4226 section 4, R6: at least 128 bits. */
export const LEAST_SEED_BYTES = 16;
/** No HMAC of ours has a longer block of its own. */
export const MOST_SEED_BYTES = 128;

const boxOf = ({ secretBox }: DomainContext): SecretBox => {
  invariant(secretBox !== undefined, "a process that works with one-time passwords has the data key");
  return secretBox;
};

const place = (institutionCode: string, serial: string): string => `otp-token/${institutionCode}/${serial}`;

/** A seed as it is stored: readable only with the data key, and only as this token's. */
export const sealSeed = (
  context: DomainContext,
  token: { readonly institutionCode: string; readonly serial: string },
  seed: Buffer,
): Buffer => boxOf(context).seal(seed, place(token.institutionCode, token.serial));

/** The seed of a token. */
export const openSeed = (
  context: DomainContext,
  token: { readonly institutionCode: string; readonly serial: string },
  sealed: Buffer,
): Buffer => boxOf(context).open(sealed, place(token.institutionCode, token.serial));
