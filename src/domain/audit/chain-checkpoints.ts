import type { ChainStart, FaultPlace } from "./chain.ts";
import type { AuditFaultCode } from "./faults.ts";
import { isSignedWith, parseNote, type AuditPublicKey, type SignedCheckpoint } from "./note.ts";
import { digestOf, type Digest, type EventColumns } from "./row.ts";

type Fault = (code: AuditFaultCode, place: FaultPlace, detail: string) => void;

interface RememberedRow {
  readonly sequence: number;
  readonly digests: readonly (Digest | undefined)[];
  readonly row: Pick<EventColumns, "eventId" | "at" | "event"> | undefined;
}

interface OutsideNote {
  readonly checkpoint: SignedCheckpoint;
  readonly isOutside: true;
}

/** A checkpoint that waits for its row. */
type Waiting = OutsideNote | { readonly checkpoint: SignedCheckpoint; readonly isOutside: false };

/** Rows whose hashes are remembered: an export that is written as rows come has a checkpoint some rows behind its own. */
const REMEMBERED = 20_000;

/**
 * Compares checkpoints with the rows that pass by: those of the record itself, which come in their order, and those that
 * were kept elsewhere, which are known from the start.
 */
export const checkpointChecker = (start: ChainStart, fault: Fault) => {
  const keys: AuditPublicKey[] = [...start.keys];
  /** The last rows, each at its number modulo the size. */
  const remembered: RememberedRow[] = [];
  let furthestRow = 0;
  const waiting: Waiting[] = [];
  let notes = 0;
  let lastNote: string | undefined;
  let covered: SignedCheckpoint | undefined;
  let outside = 0;
  let agreed = 0;

  const where = (isOutside: boolean): string =>
    isOutside ? "a checkpoint kept elsewhere" : "the checkpoint";

  const read = (note: string, sequence: number, isOutside: boolean): SignedCheckpoint | undefined => {
    const about = { sequence };
    const checkpoint = parseNote(note);
    if (checkpoint === undefined || checkpoint.institutionCode !== start.institutionCode) {
      fault("CHECKPOINT_CHANGED", about, `${where(isOutside)} is no note of this record`);
      return undefined;
    }
    if (!keys.some((key) => isSignedWith(note, key))) {
      const { keyName, at } = checkpoint;
      const detail = `${where(isOutside)} of ${at.toString()} has no valid signature of a known key (${keyName})`;
      fault("CHECKPOINT_CHANGED", about, detail);
      return undefined;
    }
    if (checkpoint.sequence !== sequence) {
      const detail = `${where(isOutside)} is recorded for row ${sequence} and speaks of row ${checkpoint.sequence}`;
      fault("CHECKPOINT_CHANGED", about, detail);
      return undefined;
    }
    return checkpoint;
  };

  const compare = ({ checkpoint, isOutside }: Waiting): void => {
    const known = remembered[checkpoint.sequence % REMEMBERED];
    // Its row is gone, which is a fault of its own.
    if (known?.sequence !== checkpoint.sequence) return;
    if (known.digests.includes(checkpoint.digest)) {
      agreed = Math.max(agreed, checkpoint.sequence);
      return;
    }
    const from = agreed + 1;
    const range =
      from >= checkpoint.sequence ? "" : `; the first bad row is one of ${from} to ${checkpoint.sequence}`;
    const detail = `${where(isOutside)} of ${checkpoint.at.toString()} has another hash for this row${range}`;
    fault("CHECKPOINT_CONTRADICTED", { sequence: checkpoint.sequence, row: known.row }, detail);
  };

  const take = (checkpoint: Waiting): void => {
    const { sequence } = checkpoint.checkpoint;
    if (sequence > furthestRow) waiting.push(checkpoint);
    else if (sequence > furthestRow - REMEMBERED) compare(checkpoint);
    else fault("CHECKPOINT_CHANGED", { sequence }, "it stands too far behind its row to be compared");
  };

  const takeOutside = (): void => {
    for (const note of start.outsideNotes ?? []) {
      const parsed = parseNote(note);
      if (parsed !== undefined && parsed.institutionCode !== start.institutionCode) continue;
      outside += 1;
      const checkpoint = read(note, parsed?.sequence ?? 0, true);
      if (checkpoint !== undefined) waiting.push({ checkpoint, isOutside: true });
    }
    waiting.sort((left, right) => left.checkpoint.sequence - right.checkpoint.sequence);
  };
  let isStarted = false;

  return {
    key: (key: AuditPublicKey): void => {
      keys.push(key);
    },
    row: (
      sequence: number,
      digests: readonly (Digest | undefined)[],
      row: EventColumns | undefined,
    ): void => {
      if (!isStarted) takeOutside();
      isStarted = true;
      furthestRow = sequence;
      remembered[sequence % REMEMBERED] = { sequence, digests, row };
      while ((waiting[0]?.checkpoint.sequence ?? Infinity) <= sequence) {
        const [next] = waiting.splice(0, 1);
        if (next !== undefined) compare(next);
      }
    },
    note: (sequence: number, note: string): void => {
      notes += 1;
      const checkpoint = read(note, sequence, false);
      const previous = lastNote === undefined ? undefined : digestOf(lastNote);
      const isFirst = lastNote === undefined;
      lastNote = note;
      if (checkpoint === undefined) return;
      const mayContinue = isFirst && start.firstSequence > 1;
      if (checkpoint.previous !== previous && !mayContinue) {
        const detail = "it does not name the checkpoint before it: one was removed or changed";
        fault("CHECKPOINT_DELETED", { sequence }, detail);
      }
      covered = checkpoint;
      take({ checkpoint, isOutside: false });
    },
    finish: (lastSequence: number): void => {
      if (!isStarted) takeOutside();
      const beyond = waiting.filter(({ checkpoint }) => checkpoint.sequence > lastSequence);
      const furthest = beyond.at(-1);
      if (furthest === undefined) return;
      const { sequence, at } = furthest.checkpoint;
      const detail = `${where(furthest.isOutside)} of ${at.toString()} covers rows up to ${sequence}; the record ends at ${lastSequence}`;
      fault("TAIL_MISSING", { sequence: lastSequence + 1 }, detail);
    },
    summary: () => ({
      checkpoints: notes,
      coveredSequence: covered?.sequence ?? 0,
      coveredAt: covered?.at.toString(),
      outsideCheckpoints: outside,
    }),
  };
};
