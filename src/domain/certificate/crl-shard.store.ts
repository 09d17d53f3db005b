import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import type { CrlKey } from "./crl.store.ts";

/** Takes places of a shard on lease (`crl_shard_allot`, migration 0011): at least one, at most `wanted`. */
export const leaseShard = async (
  database: Database,
  asked: {
    readonly institutionCode: string;
    readonly issuerId: string;
    readonly wanted: number;
    readonly capacity: number;
    readonly coversUntil: Temporal.Instant;
  },
): Promise<{ readonly shard: number; readonly places: number }> => {
  const { issuerId, wanted, capacity, coversUntil } = asked;
  const { rows } = await database.inInstitutionOnce(
    asked.institutionCode,
    sql<{
      shard: number;
      places: number;
    }>`select shard, places from crl_shard_allot(${issuerId}, ${wanted}, ${capacity}, ${toDate(coversUntil)})`.compile(
      statements,
    ),
  );
  const [row] = rows;
  invariant(row !== undefined, "an allotment is one row");
  return row;
};

/** Whether the shard was allotted and has certificates that end after `endedBefore`. */
export const hasShard = async (
  database: Database,
  key: CrlKey,
  endedBefore: Temporal.Instant,
): Promise<boolean> => {
  const { rows } = await database.inInstitutionOnce(
    key.institutionCode,
    statements
      .selectFrom("crl_shard")
      .select("shard")
      .where("institution_code", "=", key.institutionCode)
      .where("issuer_id", "=", key.issuerId)
      .where("shard", "=", key.shard)
      .where("covers_until", ">=", toDate(endedBefore)),
  );
  return rows.length > 0;
};

/** A list that is due, and until when the shard's certificates are valid. */
export interface DueCrl extends CrlKey {
  readonly coversUntil: Temporal.Instant;
}

/**
 * The institution's lists that are missing, that revocations wait for, or that were made before `madeBefore`; without
 * shards whose certificates all ended before `endedBefore`. Those that revocations wait for come first, then the oldest.
 */
export const selectDueCrls = async (
  database: Database,
  institutionCode: string,
  due: { readonly madeBefore: Temporal.Instant; readonly endedBefore: Temporal.Instant },
): Promise<DueCrl[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    sql<{ issuer_id: string; shard: number; covers_until: Date }>`
      select s.issuer_id, s.shard, s.covers_until
      from crl_shard s
      left join crl c using (institution_code, issuer_id, shard)
      left join (
        select distinct issuer_id, shard, true as waits from crl_pending where institution_code = ${institutionCode}
      ) p using (issuer_id, shard)
      where s.institution_code = ${institutionCode} and s.covers_until >= ${toDate(due.endedBefore)}
        and (c.shard is null or p.waits or c.this_update <= ${toDate(due.madeBefore)})
      order by p.waits nulls last, c.this_update nulls first, s.issuer_id, s.shard`.compile(statements),
  );
  return rows.map((row) => ({
    institutionCode,
    issuerId: row.issuer_id,
    shard: row.shard,
    coversUntil: fromDate(row.covers_until),
  }));
};

/** Shards of an institution, for a look at all of its lists. */
export const selectShards = async (database: Database, institutionCode: string): Promise<CrlKey[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("crl_shard")
      .select(["issuer_id", "shard"])
      .where("institution_code", "=", institutionCode)
      .orderBy("issuer_id")
      .orderBy("shard"),
  );
  return rows.map((row) => ({ institutionCode, issuerId: row.issuer_id, shard: row.shard }));
};

/** Forgets the lists of shards whose certificates all ended before `endedBefore`, once nobody may rely on them. */
export const deleteEndedCrls = async (
  database: Database,
  institutionCode: string,
  given: { readonly now: Temporal.Instant; readonly endedBefore: Temporal.Instant },
): Promise<number> =>
  database.inInstitution(institutionCode, async (tx) => {
    const ended = sql<boolean>`exists (select from crl_shard s where s.institution_code = ${institutionCode}
      and (s.issuer_id, s.shard) = (listed.issuer_id, listed.shard)
      and s.covers_until < ${toDate(given.endedBefore)})`;
    await sql`delete from crl_pending as listed where institution_code = ${institutionCode} and ${ended}`.execute(
      tx,
    );
    const { numAffectedRows } =
      await sql`delete from crl as listed where institution_code = ${institutionCode}
      and next_update < ${toDate(given.now)} and ${ended}`.execute(tx);
    return Number(numAffectedRows ?? 0n);
  });

/** A shard and its list, as staff see it. */
export interface ListedShard extends CrlKey {
  readonly capacity: number;
  readonly allotted: number;
  readonly coversUntil: Temporal.Instant;
  readonly number: number | undefined;
  readonly nextUpdate: Temporal.Instant | undefined;
  readonly entryCount: number | undefined;
  /** Revocations that wait for the next list. */
  readonly pending: number;
}

export const selectListedShards = async (
  database: Database,
  institutionCode: string,
): Promise<ListedShard[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    sql<{
      issuer_id: string;
      shard: number;
      capacity: number;
      allotted: number;
      covers_until: Date;
      number: number | null;
      next_update: Date | null;
      entry_count: number | null;
      pending: number;
    }>`
      select s.issuer_id, s.shard, s.capacity, s.allotted, s.covers_until, c.number, c.next_update, c.entry_count,
        (select count(*)::integer from crl_pending p
          where (p.institution_code, p.issuer_id, p.shard) = (s.institution_code, s.issuer_id, s.shard)) as pending
      from crl_shard s left join crl c using (institution_code, issuer_id, shard)
      where s.institution_code = ${institutionCode} order by s.issuer_id, s.shard`.compile(statements),
  );
  return rows.map((row) => ({
    institutionCode,
    issuerId: row.issuer_id,
    shard: row.shard,
    capacity: row.capacity,
    allotted: row.allotted,
    coversUntil: fromDate(row.covers_until),
    number: row.number ?? undefined,
    nextUpdate: row.next_update === null ? undefined : fromDate(row.next_update),
    entryCount: row.entry_count ?? undefined,
    pending: row.pending,
  }));
};
