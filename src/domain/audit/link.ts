import type { Database, InstitutionTransaction } from "#platform/database/database.ts";
import {
  insertLinks,
  selectHead,
  selectHorizon,
  selectInstitutionsBehind,
  selectUnlinked,
  tryLockChain,
  updateSettled,
  type Head,
  type Horizon,
  type Link,
} from "./link.store.ts";
import { digestOfRow, NO_DIGEST, type EventColumns } from "./row.ts";

/** Rows of one transaction. */
const BATCH = 2_000;

/**
 * Gives audit rows their places in the chains. One object in each process; any number of processes may link at once,
 * an institution's rows are linked by one at a time.
 *
 * Rows are linked as soon as they can be seen, so one that was committed late stands after others with higher numbers.
 * None is passed over: everything above the settled mark is looked at again and again, and the mark moves up to a
 * number only when every transaction is over that could have taken one up to it (docs/decisions/0101).
 */
export interface AuditLinker {
  /** Links what there is, in all institutions; gives how many rows. Rows that another process is linking are left to it. */
  linkAll(): Promise<number>;
}

const linksOf = (rows: readonly EventColumns[], head: Head | undefined): Link[] => {
  let previous = head?.digest ?? NO_DIGEST;
  let sequence = head?.sequence ?? 0;
  return rows.map((row) => {
    sequence += 1;
    const digest = digestOfRow({ ...row, sequence, previous });
    previous = digest;
    return { sequence, eventId: row.eventId, digest };
  });
};

interface Linked {
  readonly rows: number;
  readonly isDone: boolean;
}

const linkBatch = async (tx: InstitutionTransaction, settled: number, batch: number): Promise<Linked> => {
  if (!(await tryLockChain(tx))) return { rows: 0, isDone: true };
  const [head, rows] = await Promise.all([selectHead(tx), selectUnlinked(tx, batch)]);
  const isDone = rows.length < batch;
  if (rows.length > 0) await insertLinks(tx, linksOf(rows, head));
  const last = rows.at(-1)?.eventId ?? 0;
  await updateSettled(tx, isDone ? settled : Math.min(settled, last));
  return { rows: rows.length, isDone };
};

/** @param options `batch`: rows of one transaction, 2,000 unless told */
export const auditLinker = (database: Database, options: { readonly batch?: number } = {}): AuditLinker => {
  const batch = options.batch ?? BATCH;
  let settled = 0;
  let candidate: Horizon | undefined;

  const moveSettled = async (): Promise<void> => {
    const now = await selectHorizon(database);
    if (now.writers.length === 0) {
      settled = now.lastEventId;
      candidate = undefined;
      return;
    }
    const running = new Set(now.writers);
    if (candidate !== undefined && !candidate.writers.some((writer) => running.has(writer))) {
      settled = candidate.lastEventId;
      candidate = undefined;
    }
    candidate ??= now;
  };

  const linkInstitution = async (institutionCode: string): Promise<number> => {
    let rows = 0;
    for (let isDone = false; !isDone;) {
      // What is settled was settled before the rows are read, so all of it can be seen.
      const linked = await database.inInstitution(institutionCode, (tx) => linkBatch(tx, settled, batch));
      rows += linked.rows;
      ({ isDone } = linked);
    }
    return rows;
  };

  return {
    linkAll: async () => {
      await moveSettled();
      let rows = 0;
      for (const institutionCode of await selectInstitutionsBehind(database)) {
        rows += await linkInstitution(institutionCode);
      }
      return rows;
    },
  };
};
