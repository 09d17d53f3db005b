import type { UserReference } from "#domain/context.ts";
import type { RandomSource } from "#shared/random.ts";

export type TransactionTokenState = "offered" | "claimed" | "active" | "revoked";

/** A camera token: the app on one device, registered for one contract. Its key is not here. */
export interface TransactionToken {
  readonly institutionCode: string;
  /** `XXXX-XXXX`. */
  readonly serial: string;
  readonly contractId: string;
  /** Who registered it; those who use it are {@link TransactionTokenUse}. */
  readonly registeredBy: UserReference;
  readonly suite: string;
  readonly state: TransactionTokenState;
  readonly offerExpiresAt: Temporal.Instant;
  readonly createdAt: Temporal.Instant;
  readonly startedAt: Temporal.Instant | null;
  readonly revokedAt: Temporal.Instant | null;
}

/** That a user uses a token, alone or with colleagues. */
export interface TransactionTokenUse {
  readonly serial: string;
  readonly user: UserReference;
  readonly startedAt: Temporal.Instant;
}

/** Crockford's base32: no letters that look like digits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export const newSerial = (random: RandomSource): string => {
  const characters = Array.from(random.bytes(8), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
};

/** A number as typed in: full-width digits, spaces and hyphens are put right. Undefined: it is not 8 digits. */
export const readNumber = (text: string): string | undefined => {
  const number = text.normalize("NFKC").replaceAll(/[\s-]/g, "");
  return /^[0-9]{8}$/.test(number) ? number : undefined;
};

/** A serial as typed in; undefined: it cannot be one. */
export const readSerial = (text: string): string | undefined => {
  const characters = text.normalize("NFKC").replaceAll(/[\s-]/g, "").toUpperCase();
  return /^[0-9A-Z]{8}$/.test(characters) ? `${characters.slice(0, 4)}-${characters.slice(4)}` : undefined;
};
