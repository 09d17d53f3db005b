import { sql } from "kysely";
import { statements, type Database } from "#platform/database/database.ts";
import type { ListeningSession } from "#platform/database/listening-session.ts";

/** The channel that is notified when a standing changed (migration 0014). */
export const OCSP_CHANNEL = "ocsp_change";

/** What a node sees when it renews its lease. */
export interface Sight {
  /** `pg_snapshot`: what was committed when this was read. */
  readonly snapshot: string;
  /** False: somebody took this node for dead, and waits for it no longer. */
  readonly isRegistered: boolean;
  /** What changed since the snapshot that was seen before. */
  readonly changes: readonly { readonly issuerId: string; readonly serial: string }[];
}

/** A node as others see it. */
export interface NodeRow {
  readonly nodeId: string;
  readonly renewals: number;
  readonly hasSeen: boolean;
}

/** Enters a node before it keeps anything: whoever changes a standing from now on waits for it. */
export const insertNode = async (session: ListeningSession, nodeId: string): Promise<string> => {
  const [row] = await session.run(
    sql<{ seen_snapshot: string }>`insert into ocsp_node (node_id, seen_snapshot, renewals, renewed_at)
      values (${nodeId}, pg_current_snapshot()::text, 0, clock_timestamp())
      returning seen_snapshot`.compile(statements),
  );
  return row?.seen_snapshot ?? "";
};

export const deleteNode = async (session: ListeningSession, nodeId: string): Promise<void> => {
  await session.run(sql`delete from ocsp_node where node_id = ${nodeId}`.compile(statements));
};

/**
 * Renews a node's lease: says that `seen` was seen, and sees what came since, in one statement and so in one snapshot.
 * A row that is lost in a crash of the database costs others a wait and nothing else, so the disk is not waited for.
 */
export const renewNode = async (session: ListeningSession, nodeId: string, seen: string): Promise<Sight> => {
  const [row] = await session.run(
    sql<{
      snapshot: string;
      registered: boolean;
      issuer_ids: string[];
      serials: string[];
    }>`with lax as materialized (select set_config('synchronous_commit', 'off', true) as setting),
      renewed as (
        update ocsp_node
          set seen_snapshot = ${seen}, renewals = renewals + 1, renewed_at = clock_timestamp()
          where node_id = ${nodeId} and (select setting from lax) = 'off' returning 1),
      changed as (
        select issuer_id, serial from ocsp_change
        where xid >= pg_snapshot_xmin(${seen}::pg_snapshot)::text::bigint
          and not pg_visible_in_snapshot(xid::text::xid8, ${seen}::pg_snapshot))
      select pg_current_snapshot()::text as snapshot, exists (select from renewed) as registered,
        coalesce((select array_agg(issuer_id order by serial) from changed), '{}') as issuer_ids,
        coalesce((select array_agg(serial order by serial) from changed), '{}') as serials`.compile(
      statements,
    ),
  );
  if (row === undefined) return { snapshot: "", isRegistered: false, changes: [] };
  return {
    snapshot: row.snapshot,
    isRegistered: row.registered,
    changes: row.serials.map((serial, index) => ({ serial, issuerId: row.issuer_ids[index] ?? "" })),
  };
};

/** All nodes, and whether each has seen what transaction `xid` did. */
export const selectNodes = async (database: Database, xid: string): Promise<NodeRow[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{ node_id: string; renewals: number; seen: boolean }>`select node_id, renewals,
        pg_visible_in_snapshot(${xid}::xid8, seen_snapshot::pg_snapshot) as seen
      from ocsp_node order by node_id`.compile(statements),
  );
  return rows.map((row) => ({ nodeId: row.node_id, renewals: row.renewals, hasSeen: row.seen }));
};

/** Takes a node for dead, unless it renewed its lease meanwhile. */
export const deleteDeadNode = async (
  database: Database,
  node: Pick<NodeRow, "nodeId" | "renewals">,
): Promise<void> => {
  await database.inSharedOnce(
    sql`delete from ocsp_node where node_id = ${node.nodeId} and renewals = ${node.renewals}`.compile(
      statements,
    ),
  );
};

/** Removes changes that every node has seen; gives how many. A node that enters now sees them anyhow. */
export const deleteSeenChanges = async (database: Database): Promise<number> => {
  const { affected } = await database.inSharedOnce(
    sql`delete from ocsp_change as change where not exists (
      select from ocsp_node as node
      where not pg_visible_in_snapshot(change.xid::text::xid8, node.seen_snapshot::pg_snapshot))`.compile(
      statements,
    ),
  );
  return affected;
};
