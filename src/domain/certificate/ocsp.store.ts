import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate } from "#shared/clock.ts";
import type { CertificateState, RevocationReason } from "./certificates.ts";

/** What OCSP may know of a serial; it does not know whose it is. */
export interface StatusRow {
  readonly serial: string;
  readonly state: CertificateState;
  readonly revocationReason: RevocationReason | undefined;
  readonly endedAt: Temporal.Instant | undefined;
}

/** The states of some serials of an issuer, through the function of migration 0008; serials unknown here are absent. */
export const selectStatuses = async (
  database: Database,
  issuerId: string,
  serials: readonly string[],
): Promise<ReadonlyMap<string, StatusRow>> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      serial: string;
      state: CertificateState;
      revocation_reason: RevocationReason | null;
      ended_at: Date | null;
    }>`select asked.serial, found.state, found.revocation_reason, found.ended_at
       from unnest(${[...serials]}::text[]) as asked (serial)
       cross join lateral certificate_status(${issuerId}, asked.serial) as found`.compile(statements),
  );
  return new Map(
    rows.map((row) => [
      row.serial,
      {
        serial: row.serial,
        state: row.state,
        revocationReason: row.revocation_reason ?? undefined,
        endedAt: row.ended_at === null ? undefined : fromDate(row.ended_at),
      },
    ]),
  );
};
