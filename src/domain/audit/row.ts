import { hash } from "node:crypto";

/**
 * The canonical encoding of an audit row (docs/operating/audit.md): one line of JSON by RFC 8785, which is what is
 * hashed and, byte for byte, what an export holds. Other people's programs need no encoder: they hash the line.
 */

/** Version of the encoding. A column that is added to `audit_event` makes a new one. */
export const ROW_VERSION = 1;

/** SHA-256, lower-case hexadecimal. */
export type Digest = string;

/** What the first row of a chain has for the hash before it. */
export const NO_DIGEST: Digest = "0".repeat(64);

/** A row of `audit_event` as it is hashed: every column, as PostgreSQL prints it. */
export interface EventColumns {
  readonly institutionCode: string;
  /** 1 to 2^53. */
  readonly eventId: number;
  /** UTC with six decimals: `2026-04-01T00:00:00.123000Z`. */
  readonly at: string;
  readonly event: string;
  readonly actorKind: string;
  readonly actor: string | null;
  readonly contractId: string | null;
  readonly userId: string | null;
  readonly certificateSerial: string | null;
  readonly supportId: string | null;
  readonly address: string | null;
  /** JSON text of the `jsonb` value, exactly as PostgreSQL prints it: no program can read a number in it differently. */
  readonly facts: string;
}

/** A row in its place. */
export interface LinkedRow extends EventColumns {
  /** 1, 2, 3 … */
  readonly sequence: number;
  readonly previous: Digest;
}

/** The line, without its line end. Its members are in RFC 8785's order: sorted by name. */
export const encodeRow = (row: LinkedRow): string =>
  JSON.stringify({
    actor: row.actor,
    actorKind: row.actorKind,
    address: row.address,
    at: row.at,
    certificateSerial: row.certificateSerial,
    contractId: row.contractId,
    event: row.event,
    eventId: row.eventId,
    facts: row.facts,
    institution: row.institutionCode,
    previous: row.previous,
    sequence: row.sequence,
    supportId: row.supportId,
    type: "event",
    userId: row.userId,
    version: ROW_VERSION,
  });

/** The hash of a line, or of anything else in the record. */
export const digestOf = (text: string): Digest => hash("sha256", text);

/** The hash of a row in its place. */
export const digestOfRow = (row: LinkedRow): Digest => digestOf(encodeRow(row));
