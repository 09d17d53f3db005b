import { sql } from "kysely";
import { statements, type Database, type SharedTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";

/** A line of history of a database. */
export interface Lineage {
  /** Of the PostgreSQL cluster; made by `initdb`. */
  readonly systemIdentifier: string;
  /** 1, and one more after each restore to a point in time and each promotion of a standby. */
  readonly timeline: number;
}

/** How a line came to be accepted (migration 0011). */
export type Acceptance = "begun" | "replayed" | "nothingLost";

export interface AcceptedLineage extends Lineage {
  readonly acceptedAt: Temporal.Instant;
  readonly acceptedAs: Acceptance;
}

/** The line that the database is on now, and the one that was accepted last; undefined: none yet. */
export const selectLineages = async (
  database: Database,
): Promise<{
  /** Undefined: the database is recovering, or a standby. */
  readonly present: Lineage | undefined;
  readonly accepted: AcceptedLineage | undefined;
}> => {
  const [now, last] = await Promise.all([
    database.inSharedOnce(
      sql<{
        system_identifier: string;
        timeline: number | null;
      }>`select system_identifier, timeline from database_lineage_now()`.compile(statements),
    ),
    database.inSharedOnce(
      statements.selectFrom("database_lineage").selectAll().orderBy("ordinal", "desc").limit(1),
    ),
  ]);
  const [present] = now.rows;
  const [accepted] = last.rows;
  invariant(present !== undefined, "a database is on a line");
  return {
    present:
      present.timeline === null
        ? undefined
        : { systemIdentifier: present.system_identifier, timeline: present.timeline },
    accepted:
      accepted === undefined
        ? undefined
        : {
            systemIdentifier: accepted.system_identifier,
            timeline: accepted.timeline,
            acceptedAt: fromDate(accepted.accepted_at),
            acceptedAs: accepted.accepted_as,
          },
  };
};

/** Nodes that start at the same moment accept one after the other. */
export const lockLineage = async (tx: SharedTransaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended('database-lineage', 0))`.execute(tx);
};

export const hasLineage = async (tx: SharedTransaction): Promise<boolean> =>
  (await tx.selectFrom("database_lineage").select("ordinal").limit(1).execute()).length > 0;

export const insertLineage = async (
  tx: SharedTransaction,
  lineage: Lineage,
  acceptedAs: Acceptance,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .insertInto("database_lineage")
    .values({
      system_identifier: lineage.systemIdentifier,
      timeline: lineage.timeline,
      accepted_at: toDate(at),
      accepted_as: acceptedAs,
    })
    .execute();
};

/** Sessions, logins and acquisitions of before the restore; gives how many sessions were ended. */
export const forgetSessions = async (tx: SharedTransaction, at: Temporal.Instant): Promise<number> => {
  const { rows } = await sql<{
    ended: number;
  }>`select forget_restored_sessions(${toDate(at)}) as ended`.execute(tx);
  return rows[0]?.ended ?? 0;
};
