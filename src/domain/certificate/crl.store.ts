import { sql } from "kysely";
import type { CrlEntryFields } from "#pki/crl/build.ts";
import { statements, type Database, type InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

/** Which list: of an issuer, for an institution, one of its shards. */
export interface CrlKey {
  readonly institutionCode: string;
  readonly issuerId: string;
  readonly shard: number;
}

/** A list as it is recorded. */
export interface CrlRow {
  readonly number: number;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
  /** A revocation came after it. */
  readonly isStale: boolean;
  readonly crl: Buffer;
}

const COLUMNS = ["number", "this_update", "next_update", "stale", "crl"] as const;

const toRow = (row: {
  number: number;
  this_update: Date;
  next_update: Date;
  stale: boolean;
  crl: Buffer;
}): CrlRow => ({
  number: row.number,
  thisUpdate: fromDate(row.this_update),
  nextUpdate: fromDate(row.next_update),
  isStale: row.stale,
  crl: row.crl,
});

const lockName = (key: CrlKey): string => `crl/${key.institutionCode}/${key.issuerId}/${key.shard}`;

/**
 * Whoever makes a list waits for the revocations under way in it, and they for him: none can slip in between what the
 * list says and the mark that it is stale.
 */
export const lockForMaking = async (tx: InstitutionTransaction, key: CrlKey): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${lockName(key)}, 0))`.execute(tx);
};

/** Revocations of one list go on side by side. */
export const lockForRevoking = async (tx: InstitutionTransaction, key: CrlKey): Promise<void> => {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${lockName(key)}, 0))`.execute(tx);
};

export const markStale = async (tx: InstitutionTransaction, key: CrlKey): Promise<void> => {
  await tx
    .updateTable("crl")
    .set({ stale: true })
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard)
    .where("stale", "=", false)
    .execute();
};

export const selectCrl = async (database: Database, key: CrlKey): Promise<CrlRow | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    key.institutionCode,
    statements
      .selectFrom("crl")
      .select(COLUMNS)
      .where("institution_code", "=", key.institutionCode)
      .where("issuer_id", "=", key.issuerId)
      .where("shard", "=", key.shard),
  );
  const [row] = rows;
  return row === undefined ? undefined : toRow(row);
};

/** The lists of an institution without their contents, to see which are due. */
export const selectListStates = async (
  database: Database,
  institutionCode: string,
): Promise<(CrlKey & Pick<CrlRow, "thisUpdate" | "isStale">)[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("crl")
      .select(["issuer_id", "shard", "this_update", "stale"])
      .where("institution_code", "=", institutionCode),
  );
  return rows.map((row) => ({
    institutionCode,
    issuerId: row.issuer_id,
    shard: row.shard,
    thisUpdate: fromDate(row.this_update),
    isStale: row.stale,
  }));
};

export const selectCrlIn = async (tx: InstitutionTransaction, key: CrlKey): Promise<CrlRow | undefined> => {
  const row = await tx
    .selectFrom("crl")
    .select(COLUMNS)
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("shard", "=", key.shard)
    .executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
};

/** What the list says, by serial. Certificates that expired before `expiredBefore` are left out. */
export const selectRevoked = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  expiredBefore: Temporal.Instant,
): Promise<CrlEntryFields[]> => {
  const rows = await tx
    .selectFrom("certificate")
    .select(["serial", "ended_at", "revocation_reason"])
    .where("institution_code", "=", key.institutionCode)
    .where("issuer_id", "=", key.issuerId)
    .where("crl_shard", "=", key.shard)
    .where("state", "=", "revoked")
    .where("not_after", ">=", toDate(expiredBefore))
    .orderBy("serial")
    .execute();
  return rows.flatMap(({ serial, ended_at, revocation_reason }) =>
    ended_at === null || revocation_reason === null
      ? []
      : [{ serial, revokedAt: fromDate(ended_at), reason: revocation_reason }],
  );
};

export const upsertCrl = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  row: Omit<CrlRow, "isStale">,
): Promise<void> => {
  const values = {
    institution_code: key.institutionCode,
    issuer_id: key.issuerId,
    shard: key.shard,
    number: row.number,
    this_update: toDate(row.thisUpdate),
    next_update: toDate(row.nextUpdate),
    stale: false,
    crl: row.crl,
  };
  await tx
    .insertInto("crl")
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(["institution_code", "issuer_id", "shard"]).doUpdateSet(values),
    )
    .execute();
};
