import type { UserReference } from "#domain/context.ts";
import type { TotpParameters } from "../oath/totp.ts";

export type TokenKind = "hardware" | "software";
/**
 * `stock`: nobody's; `assigned`: waits for its start of use; `active`: in use; `successor`: shown to its user, and takes the
 * place of the one in use once it is confirmed; `revoked`: never again.
 */
export type TokenState = "stock" | "assigned" | "active" | "successor" | "revoked";

/** What makes one-time passwords: a device, or an app on the user's own. Its seed is not here. */
export interface Token {
  readonly institutionCode: string;
  /** 4 to 32 upper-case letters, digits and hyphens. */
  readonly serial: string;
  readonly kind: TokenKind;
  readonly parameters: TotpParameters;
  readonly state: TokenState;
  /** The contract that has it; null in stock. */
  readonly contractId: string | null;
  /** The user who has it; null in stock, and while it is only a contract's. */
  readonly user: UserReference | null;
  /** How far its clock is from ours, in steps; positive: it is ahead. */
  readonly driftSteps: number;
  /** No step up to this one is accepted again; null: none was used. */
  readonly lastUsedStep: number | null;
  /** Since when two values in a row are wanted (CCHK004); null: one is enough. */
  readonly outOfStepSince: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  readonly startedAt: Temporal.Instant | null;
  readonly revokedAt: Temporal.Instant | null;
}

/** Steps about the known drift within which one value is enough (RFC 6238 section 5.2). */
export const WINDOW_STEPS = 1;

/** Steps about the known drift within which two values in a row put a token right again, and within which one begins its use. */
export const WIDE_WINDOW_STEPS = 10;

const SERIAL = /^[0-9A-Z][0-9A-Z-]{3,31}$/;

/** A serial as typed in: full-width characters, lower case and spaces are put right. Undefined: it cannot be one. */
export const readSerial = (text: string): string | undefined => {
  const serial = text.normalize("NFKC").replaceAll(/\s/g, "").toUpperCase();
  return SERIAL.test(serial) ? serial : undefined;
};

/** A value as typed in: full-width digits and spaces are put right. Undefined: it is not 6 to 8 digits. */
export const readValue = (text: string): string | undefined => {
  const value = text.normalize("NFKC").replaceAll(/\s/g, "");
  return /^[0-9]{6,8}$/.test(value) ? value : undefined;
};
