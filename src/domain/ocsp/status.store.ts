import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate } from "#shared/clock.ts";
import type { CertificateState, RevocationReason } from "../certificate/certificates.ts";

/** What OCSP may know of a serial; it does not know whose it is. */
export interface StatusRow {
  readonly issuerId: string;
  readonly state: CertificateState;
  readonly revocationReason: RevocationReason | undefined;
  readonly endedAt: Temporal.Instant | undefined;
}

interface Selected {
  readonly serial: string;
  readonly issuer_id: string;
  readonly state: CertificateState;
  readonly revocation_reason: RevocationReason | null;
  readonly ended_at: Date | null;
}

/** The states of some serials, through a function of migration 0014; serials that nobody issued are absent. */
export const selectStatuses = async (
  database: Database,
  serials: readonly string[],
): Promise<ReadonlyMap<string, StatusRow>> => {
  const { rows } = await database.inSharedOnce(
    sql<Selected>`select serial, issuer_id, state, revocation_reason, ended_at
      from certificate_statuses(${[...serials]}::text[])`.compile(statements),
  );
  return new Map(
    rows.map((row) => [
      row.serial,
      {
        issuerId: row.issuer_id,
        state: row.state,
        revocationReason: row.revocation_reason ?? undefined,
        endedAt: row.ended_at === null ? undefined : fromDate(row.ended_at),
      },
    ]),
  );
};

/** Serials of an issuer's certificates in use, ascending, after a serial: for signing ahead. */
export const selectInUse = async (
  database: Database,
  issuerId: string,
  afterSerial: string,
  most: number,
): Promise<string[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{ serial: string }>`select serial
      from certificates_in_use(${issuerId}, ${afterSerial}, ${most}) as used (serial)`.compile(statements),
  );
  return rows.map(({ serial }) => serial);
};
