import { sql } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";

/** Whoever makes a checkpoint waits here for its turn. */
export const lockCheckpoints = async (tx: InstitutionTransaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit-checkpoint/${tx.institutionCode}`}, 0))`.execute(
    tx,
  );
};

/** The last note of an institution. */
export const selectLastNote = async (tx: InstitutionTransaction): Promise<string | undefined> => {
  const row = await tx
    .selectFrom("audit_checkpoint")
    .select("note")
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.note;
};

/** A checkpoint as it is recorded: what its columns say may differ from what its note says, after somebody meddled. */
export interface CheckpointRow {
  readonly sequence: number;
  readonly note: string;
}

/** Checkpoints above `after`, up to and with `upTo`, in their order. */
export const selectNotes = async (
  tx: InstitutionTransaction,
  range: { readonly after: number; readonly upTo?: number | undefined; readonly most: number },
): Promise<CheckpointRow[]> => {
  let query = tx
    .selectFrom("audit_checkpoint")
    .select(["sequence", "note"])
    .where("institution_code", "=", tx.institutionCode)
    .where("sequence", ">", range.after)
    .orderBy("sequence")
    .limit(range.most);
  if (range.upTo !== undefined) query = query.where("sequence", "<=", range.upTo);
  return query.execute();
};

export const insertNote = async (
  tx: InstitutionTransaction,
  sequence: number,
  note: string,
): Promise<void> => {
  await tx
    .insertInto("audit_checkpoint")
    .values({ institution_code: tx.institutionCode, sequence, note })
    .execute();
};
