import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate } from "#shared/clock.ts";

export interface FiguresRow {
  readonly institutionCode: string;
  readonly lastSequence: number;
  readonly unlinked: number;
  readonly oldestUnlinkedAt: Temporal.Instant | undefined;
  readonly lastNote: string | undefined;
}

export const selectFigures = async (database: Database): Promise<FiguresRow[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      institution_code: string;
      last_sequence: number;
      unlinked: number;
      oldest_unlinked_at: Date | null;
      last_checkpoint: string | null;
    }>`select * from audit_figures()`.compile(statements),
  );
  return rows.map((row) => ({
    institutionCode: row.institution_code,
    lastSequence: row.last_sequence,
    unlinked: row.unlinked,
    oldestUnlinkedAt: row.oldest_unlinked_at === null ? undefined : fromDate(row.oldest_unlinked_at),
    lastNote: row.last_checkpoint ?? undefined,
  }));
};
