import { sql } from "kysely";
import { statements, type Database, type InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

/** Which list: of an issuer, for an institution, one of its shards. */
export interface CrlKey {
  readonly institutionCode: string;
  readonly issuerId: string;
  readonly shard: number;
}

/** What tells one version of a list from another. */
export interface CrlVersion {
  readonly number: number;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
}

/** The octets of a list: joined, they are the CRL. */
export interface CrlOctets {
  readonly head: Buffer;
  /** Encoded entries by serial. */
  readonly entries: Buffer;
  readonly tail: Buffer;
}

/** A list as it is recorded, without its octets. */
export interface CrlState extends CrlVersion {
  readonly entryCount: number;
  /** When the first entry may go; undefined: there are none. */
  readonly dropAfter: Temporal.Instant | undefined;
}

const STATE = ["number", "this_update", "next_update", "entry_count", "drop_after"] as const;

interface StateRow {
  number: number;
  this_update: Date;
  next_update: Date;
  entry_count: number;
  drop_after: Date | null;
}

const toState = (row: StateRow): CrlState => ({
  number: row.number,
  thisUpdate: fromDate(row.this_update),
  nextUpdate: fromDate(row.next_update),
  entryCount: row.entry_count,
  dropAfter: row.drop_after === null ? undefined : fromDate(row.drop_after),
});

const lockName = (key: CrlKey): string => `crl/${key.institutionCode}/${key.issuerId}/${key.shard}`;

/** Whoever makes a list waits for others who make the same. Revocations wait for nobody. */
export const lockForMaking = async (tx: InstitutionTransaction, key: CrlKey): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lockName(key)}, 0))`.execute(tx);
};

/** The same, without waiting: false when somebody is making the list. */
export const tryLockForMaking = async (tx: InstitutionTransaction, key: CrlKey): Promise<boolean> => {
  const { rows } = await sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${lockName(key)}, 0)) as locked`.execute(tx);
  return rows[0]?.locked === true;
};

/** The version of a list that is recorded, and whether revocations wait for the next; undefined: none was made yet. */
export const selectCrlVersion = async (
  database: Database,
  key: CrlKey,
): Promise<(CrlVersion & { readonly hasPending: boolean }) | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    key.institutionCode,
    statements
      .selectFrom("crl")
      .select((row) => [
        "number",
        "this_update",
        "next_update",
        row
          .exists(
            row
              .selectFrom("crl_pending")
              .select("serial")
              .whereRef("crl_pending.institution_code", "=", "crl.institution_code")
              .whereRef("crl_pending.issuer_id", "=", "crl.issuer_id")
              .whereRef("crl_pending.shard", "=", "crl.shard"),
          )
          .as("has_pending"),
      ])
      .where("institution_code", "=", key.institutionCode)
      .where("issuer_id", "=", key.issuerId)
      .where("shard", "=", key.shard),
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        number: row.number,
        thisUpdate: fromDate(row.this_update),
        nextUpdate: fromDate(row.next_update),
        hasPending: row.has_pending === true,
      };
};

const selectWhole = (builder: typeof statements, key: CrlKey) =>
  builder
    .selectFrom("crl")
    .select([...STATE, "head", "entries", "tail"])
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard);

/** A list with its octets; undefined: none was made yet. */
export const selectCrl = async (
  database: Database,
  key: CrlKey,
): Promise<(CrlState & CrlOctets) | undefined> => {
  const { rows } = await database.inInstitutionOnce(key.institutionCode, selectWhole(statements, key));
  const [row] = rows;
  return row === undefined
    ? undefined
    : { ...toState(row), head: row.head, entries: row.entries, tail: row.tail };
};

export const selectStateIn = async (
  tx: InstitutionTransaction,
  key: CrlKey,
): Promise<CrlState | undefined> => {
  const row = await tx
    .selectFrom("crl")
    .select(STATE)
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard)
    .executeTakeFirst();
  return row === undefined ? undefined : toState(row);
};

export const selectOctetsIn = async (
  tx: InstitutionTransaction,
  key: CrlKey,
): Promise<CrlOctets | undefined> => {
  const row = await tx
    .selectFrom("crl")
    .select(["head", "entries", "tail"])
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard)
    .executeTakeFirst();
  return row;
};

const pendingOf = (tx: InstitutionTransaction, key: CrlKey) =>
  tx
    .selectFrom("crl_pending")
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard);

/** Serials of revocations that wait for the next list. */
export const selectPending = async (tx: InstitutionTransaction, key: CrlKey): Promise<string[]> => {
  const rows = await pendingOf(tx, key).select("serial").execute();
  return rows.map(({ serial }) => serial);
};

/** The list shows them now. Only those that were read: others came since. */
export const deletePending = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  serials: readonly string[],
): Promise<void> => {
  if (serials.length === 0) return;
  await sql`delete from crl_pending where institution_code = ${key.institutionCode} and issuer_id = ${key.issuerId}
    and shard = ${key.shard} and serial = any(${[...serials]}::text[])`.execute(tx);
};

/** Records a list. Entries that have not changed are not written again. */
export const upsertCrl = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  list: CrlState & Omit<CrlOctets, "entries"> & { readonly entries: Buffer | "unchanged" },
): Promise<void> => {
  const values = {
    number: list.number,
    this_update: toDate(list.thisUpdate),
    next_update: toDate(list.nextUpdate),
    head: list.head,
    tail: list.tail,
    entry_count: list.entryCount,
    drop_after: list.dropAfter === undefined ? null : toDate(list.dropAfter),
  };
  if (list.entries === "unchanged") {
    await tx
      .updateTable("crl")
      .set(values)
      .where("institution_code", "=", key.institutionCode)
      .where("issuer_id", "=", key.issuerId)
      .where("shard", "=", key.shard)
      .execute();
    return;
  }
  const all = { ...values, entries: list.entries };
  await tx
    .insertInto("crl")
    .values({ institution_code: key.institutionCode, issuer_id: key.issuerId, shard: key.shard, ...all })
    .onConflict((conflict) => conflict.columns(["institution_code", "issuer_id", "shard"]).doUpdateSet(all))
    .execute();
};
