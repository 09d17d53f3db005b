import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import type { CertificateState, EndCause } from "./certificates.ts";

/** A certificate as it was presented: its own number leads to the record, its fingerprint proves it bit for bit. */
export interface Presented {
  readonly serial: string;
  /** SHA-256 of the whole certificate. */
  readonly fingerprint: Buffer;
}

/** What the gate needs to know of a certificate and its owner. */
export interface StandingRow {
  readonly serial: string;
  readonly owner: UserReference;
  readonly ownerState: "active" | "suspended";
  readonly state: CertificateState;
  readonly endCause: EndCause | undefined;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  readonly confirmationMethod: "signature" | "handshake";
  /** The authority that issued it is on its root's list. */
  readonly isIssuerRevoked: boolean;
}

/**
 * One statement for the hottest question of all: this certificate, bit for bit, and the state of its owner, whose
 * table is read here for that reason alone.
 */
export const selectStanding = async (
  database: Database,
  institutionCode: string,
  { serial, fingerprint }: Presented,
): Promise<StandingRow | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("certificate as c")
      .innerJoin("contract_user as u", (join) =>
        join
          .onRef("u.institution_code", "=", "c.institution_code")
          .onRef("u.contract_id", "=", "c.contract_id")
          .onRef("u.user_id", "=", "c.user_id"),
      )
      .innerJoin("issuer as i", "i.issuer_id", "c.issuer_id")
      .select([
        "c.serial",
        "c.contract_id",
        "c.user_id",
        "c.state",
        "c.end_cause",
        "c.not_before",
        "c.not_after",
        "c.confirmation_method",
        "u.state as user_state",
        "i.state as issuer_state",
      ])
      .where("c.institution_code", "=", institutionCode)
      .where("c.serial", "=", serial)
      .where("c.fingerprint", "=", fingerprint),
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        serial: row.serial,
        owner: { institutionCode, contractId: row.contract_id, userId: row.user_id },
        ownerState: row.user_state,
        state: row.state,
        endCause: row.end_cause ?? undefined,
        notBefore: fromDate(row.not_before),
        notAfter: fromDate(row.not_after),
        confirmationMethod: row.confirmation_method,
        isIssuerRevoked: row.issuer_state === "revoked",
      };
};

/** Which institution a certificate belongs to, whoever asks; undefined: none of ours. */
export const selectOwningInstitution = async (
  database: Database,
  { serial, fingerprint }: Presented,
): Promise<string | undefined> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      institution_code: string;
    }>`select institution_code from certificate_owner(${serial}, ${fingerprint}::bytea)`.compile(statements),
  );
  return rows[0]?.institution_code;
};
