import type { Database } from "#platform/database/database.ts";
import { systemStopwatch, type Moment, type Stopwatch } from "#shared/stopwatch.ts";
import { LEASE_MILLISECONDS } from "./lease.ts";
import { deleteDeadNode, selectNodes, type NodeRow } from "./node.store.ts";

/**
 * So long after a commit no lease is left that was given before it. A tenth and a little more than a lease: the clocks
 * of two machines do not run equally fast, and timers fire late.
 */
const LONGEST_WAIT_MILLISECONDS = LEASE_MILLISECONDS * 1.1 + 100;
const SHORTEST_PAUSE_MILLISECONDS = 1;
const LONGEST_PAUSE_MILLISECONDS = 25;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Who has not seen it yet; undefined: the database does not say. */
const selectBehind = async (database: Database, xid: string): Promise<NodeRow[] | undefined> => {
  try {
    return (await selectNodes(database, xid)).filter(({ hasSeen }) => !hasSeen);
  } catch {
    return undefined;
  }
};

/** Nodes whose lease ran out while somebody waited for them are dead: the next one need not wait. */
const buryDead = async (database: Database, before: readonly NodeRow[], xid: string): Promise<void> => {
  const behind = (await selectBehind(database, xid)) ?? [];
  const dead = behind.filter((node) =>
    before.some((other) => other.nodeId === node.nodeId && other.renewals === node.renewals),
  );
  // Whether they are found dead now or by the next one changes nothing for who waited.
  await Promise.all(dead.map((node) => deleteDeadNode(database, node))).catch(() => undefined);
};

/**
 * Waits until no node of the validation authority keeps an answer from before transaction `xid`, which must be
 * committed: each has said so, or its lease is over (docs/decisions/0060). A few milliseconds where all are well,
 * {@link LONGEST_WAIT_MILLISECONDS} at most. Never fails.
 *
 * @param xid `pg_current_xact_id()`, in decimal
 */
export const untilSeen = async (
  database: Database,
  xid: string,
  stopwatch: Stopwatch = systemStopwatch,
): Promise<void> => {
  const committed = stopwatch.moment();
  let first: { readonly behind: readonly NodeRow[]; readonly at: Moment } | undefined;
  let milliseconds = SHORTEST_PAUSE_MILLISECONDS;
  while (stopwatch.since(committed) < LONGEST_WAIT_MILLISECONDS) {
    const behind = await selectBehind(database, xid);
    if (behind?.length === 0) return;
    if (behind !== undefined) first ??= { behind, at: stopwatch.moment() };
    await pause(milliseconds);
    milliseconds = Math.min(milliseconds * 2, LONGEST_PAUSE_MILLISECONDS);
  }
  // Where the database was slow to say who is behind, a lease may have been given until just then.
  if (first !== undefined && stopwatch.since(first.at) > LEASE_MILLISECONDS * 1.1) {
    await buryDead(database, first.behind, xid);
  }
};
