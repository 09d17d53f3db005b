import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";

/** Work on lists whose last end is recorded. */
export type CrlWork = "publish" | "check";

/** When a work was done last, and its figure (migration 0011). */
export interface CrlRun {
  readonly finishedAt: Temporal.Instant;
  readonly figure: number;
}

export const upsertRun = async (database: Database, work: CrlWork, run: CrlRun): Promise<void> => {
  const values = { finished_at: toDate(run.finishedAt), figure: run.figure };
  await database.inSharedOnce(
    statements
      .insertInto("crl_run")
      .values({ work, ...values })
      .onConflict((conflict) => conflict.column("work").doUpdateSet(values)),
  );
};

export const selectRuns = async (database: Database): Promise<ReadonlyMap<CrlWork, CrlRun>> => {
  const { rows } = await database.inSharedOnce(statements.selectFrom("crl_run").selectAll());
  return new Map(
    rows.map((row) => [row.work, { finishedAt: fromDate(row.finished_at), figure: row.figure }]),
  );
};

/** Figures over all institutions (`crl_health`, migration 0011). */
export interface CrlFigures {
  readonly lists: number;
  readonly missing: number;
  readonly entries: number;
  readonly earliestNextUpdate: Temporal.Instant | undefined;
  readonly pending: number;
  readonly pendingSince: Temporal.Instant | undefined;
}

export const selectFigures = async (database: Database, now: Temporal.Instant): Promise<CrlFigures> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      lists: number;
      missing: number;
      entries: number;
      earliest_next_update: Date | null;
      pending: number;
      pending_since: Date | null;
    }>`select * from crl_health(${toDate(now)})`.compile(statements),
  );
  const [row] = rows;
  invariant(row !== undefined, "figures are one row");
  return {
    lists: row.lists,
    missing: row.missing,
    entries: row.entries,
    earliestNextUpdate: row.earliest_next_update === null ? undefined : fromDate(row.earliest_next_update),
    pending: row.pending,
    pendingSince: row.pending_since === null ? undefined : fromDate(row.pending_since),
  };
};
