import type { DomainContext } from "../context.ts";
import { selectFigures } from "./figures.store.ts";
import { parseNote } from "./note.ts";

/** How a record stands, for those who watch over it. */
export interface AuditFigures {
  readonly institutionCode: string;
  readonly lastSequence: number;
  /** Rows without a place; counted up to 100,000. */
  readonly unlinked: number;
  /** Age of the oldest of them; 0 where there is none. */
  readonly oldestUnlinkedSeconds: number;
  /** Rows that no checkpoint covers. */
  readonly uncovered: number;
  /** Age of the last checkpoint; undefined: there is none. */
  readonly checkpointSeconds: number | undefined;
}

/** The figures of every record. */
export const auditFigures = async (context: DomainContext): Promise<AuditFigures[]> => {
  const now = context.clock.now();
  const secondsSince = (at: Temporal.Instant): number => Math.max(0, now.since(at).total("seconds"));
  return (await selectFigures(context.database)).map((row) => {
    const checkpoint = row.lastNote === undefined ? undefined : parseNote(row.lastNote);
    return {
      institutionCode: row.institutionCode,
      lastSequence: row.lastSequence,
      unlinked: row.unlinked,
      oldestUnlinkedSeconds: row.oldestUnlinkedAt === undefined ? 0 : secondsSince(row.oldestUnlinkedAt),
      uncovered: row.lastSequence - (checkpoint?.sequence ?? 0),
      checkpointSeconds: checkpoint === undefined ? undefined : secondsSince(checkpoint.at),
    };
  });
};
