import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { CrlKey } from "./crl.store.ts";

/** What the record says of one list, all of the same moment. */
export interface CrlComparison {
  /** Encoded entries of the list; undefined: none was made. */
  readonly entries: Buffer | undefined;
  readonly nextUpdate: Temporal.Instant | undefined;
  /** Serials that must be on the list or wait for it: revoked and not expired. */
  readonly revokedUnexpired: readonly string[];
  /** Serials that may be on the list. */
  readonly revoked: ReadonlySet<string>;
  readonly pending: ReadonlySet<string>;
}

const SERIAL_DIGITS = 32;

const split = (joined: string | null): string[] =>
  joined === null
    ? []
    : Array.from({ length: joined.length / SERIAL_DIGITS }, (_, index) =>
        joined.slice(index * SERIAL_DIGITS, (index + 1) * SERIAL_DIGITS),
      );

/** One list and its certificates, in one statement: nothing changes between the two. */
export const selectComparison = async (
  database: Database,
  key: CrlKey,
  now: Temporal.Instant,
): Promise<CrlComparison> => {
  const { institutionCode, issuerId, shard } = key;
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    sql<{
      unexpired: string | null;
      revoked: string | null;
      pending: string[] | null;
      entries: Buffer | null;
      next_update: Date | null;
    }>`
      select r.*, p.*, c.entries, c.next_update
      from (
        select string_agg(serial, '') filter (where not_after >= ${toDate(now)}) as unexpired,
          string_agg(serial, '') as revoked
        from certificate
        where institution_code = ${institutionCode} and issuer_id = ${issuerId} and crl_shard = ${shard}
          and phase = 'revoked'
      ) r cross join (
        select array_agg(serial) as pending from crl_pending
        where institution_code = ${institutionCode} and issuer_id = ${issuerId} and shard = ${shard}
      ) p left join crl c on c.institution_code = ${institutionCode} and c.issuer_id = ${issuerId}
        and c.shard = ${shard}`.compile(statements),
  );
  const row = rows[0];
  return {
    entries: row?.entries ?? undefined,
    nextUpdate: row?.next_update === null || row === undefined ? undefined : fromDate(row.next_update),
    revokedUnexpired: split(row?.unexpired ?? null),
    revoked: new Set(split(row?.revoked ?? null)),
    pending: new Set(row?.pending ?? []),
  };
};

/** Shards that certificates name and that were never allotted: nobody would make their lists. */
export const selectStrayShards = async (database: Database, institutionCode: string): Promise<CrlKey[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    sql<{ issuer_id: string; crl_shard: number }>`
      select distinct issuer_id, crl_shard from certificate
      where institution_code = ${institutionCode} and phase = 'revoked'
      except
      select issuer_id, shard from crl_shard where institution_code = ${institutionCode}`.compile(statements),
  );
  return rows.map((row) => ({ institutionCode, issuerId: row.issuer_id, shard: row.crl_shard }));
};
