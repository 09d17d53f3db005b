import { sql } from "kysely";
import type { SharedTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

/** A key of the checkpoints as it is recorded. */
export interface AuditKeyRow {
  readonly generation: number;
  readonly keyReference: string;
  readonly publicKeyInfo: Buffer;
  readonly createdAt: Temporal.Instant;
}

/** Whoever makes a key waits here for its turn. */
const LOCK = 7_304_231;

export const lockAuditKeys = async (tx: SharedTransaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
};

/** All keys, the oldest first. */
export const selectAuditKeys = async (tx: SharedTransaction): Promise<AuditKeyRow[]> => {
  const rows = await tx.selectFrom("audit_key").selectAll().orderBy("generation").execute();
  return rows.map((row) => ({
    generation: row.generation,
    keyReference: row.key_reference,
    publicKeyInfo: row.public_key,
    createdAt: fromDate(row.created_at),
  }));
};

export const insertAuditKey = async (tx: SharedTransaction, row: AuditKeyRow): Promise<void> => {
  await tx
    .insertInto("audit_key")
    .values({
      generation: row.generation,
      key_reference: row.keyReference,
      public_key: row.publicKeyInfo,
      created_at: toDate(row.createdAt),
    })
    .execute();
};
