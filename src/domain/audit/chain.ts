import { MOST_FAULTS_TOLD, type AuditFault, type AuditFaultCode, type VerifyReport } from "./faults.ts";
import { checkpointChecker } from "./chain-checkpoints.ts";
import type { AuditPublicKey } from "./note.ts";
import { digestOfRow, type Digest, type EventColumns } from "./row.ts";

/** A place in the chain as it was found, from the database or from an export. */
export interface FoundLink {
  readonly sequence: number;
  readonly eventId: number;
  /** Undefined: the row is gone. */
  readonly row: EventColumns | undefined;
  /** Hash before it, as found; undefined: not known, for what was before is gone. */
  readonly previous: Digest | undefined;
  /** Hash that the record has for it; undefined: nothing says. */
  readonly claimed: Digest | undefined;
  /** Hash of the row in this place, where it is known already. */
  readonly computed?: Digest;
}

/** What verification starts from. */
export interface ChainStart {
  readonly institutionCode: string;
  readonly firstSequence: number;
  readonly keys: readonly AuditPublicKey[];
  /** Notes that were kept elsewhere. */
  readonly outsideNotes?: readonly string[];
}

/** Takes a chain link by link, in order, and says at the end what is wrong with it. Memory does not grow with it. */
export interface ChainChecker {
  link(found: FoundLink): void;
  /** A checkpoint, in the order of the rows that they cover; after its row or later. */
  checkpoint(sequence: number, note: string): void;
  /** Takes a key that turned up on the way. */
  key(key: AuditPublicKey): void;
  fault(code: AuditFaultCode, about: FaultPlace, detail: string): void;
  /** A row that has no place yet. */
  wait(): void;
  finish(): VerifyReport;
}

/** Where a fault is. */
export interface FaultPlace {
  readonly sequence?: number | undefined;
  readonly eventId?: number | undefined;
  readonly row?: Pick<EventColumns, "eventId" | "at" | "event"> | undefined;
}

/** A row whose hash is not the one on record. */
interface Mismatch {
  readonly found: FoundLink;
  readonly row: EventColumns;
  readonly previous: Digest;
  /** What its hash is. */
  readonly computed: Digest;
  /** Index of its fault. */
  readonly fault: number;
}

/** Of two faults of one place the one that says more: a row that turns up elsewhere was not deleted. */
const REPLACED_BY: Partial<Record<AuditFaultCode, readonly AuditFaultCode[]>> = {
  ROW_DELETED: ["ROW_MOVED"],
};

const placed = (row: EventColumns, sequence: number, previous: Digest): Digest =>
  digestOfRow({ ...row, sequence, previous });

/** Whether the row of `other` is what once stood at `here`. */
const belongsAt = (here: Mismatch, other: Mismatch): boolean => {
  const digest = placed(other.row, here.found.sequence, here.previous);
  return digest === here.found.claimed || digest === other.found.claimed;
};

/** Checks a chain from its first link on. */
export const chainChecker = (start: ChainStart): ChainChecker => {
  const faults: AuditFault[] = [];
  let faultCount = 0;
  const mismatches: Mismatch[] = [];
  /** The last mismatch, while the next row may still show that only the recorded hash was changed. */
  let open: Mismatch | undefined;
  let last: { readonly sequence: number; readonly digest: Digest } | undefined;
  let rows = 0;
  let waiting = 0;

  const fault: ChainChecker["fault"] = (code, { sequence, eventId, row }, detail) => {
    const known = faults.findIndex(
      (told) => told.sequence === sequence && REPLACED_BY[told.code]?.includes(code) === true,
    );
    const place = { sequence, eventId: eventId ?? row?.eventId, at: row?.at, event: row?.event };
    const told = { code, ...place, detail };
    if (known >= 0) {
      faults[known] = told;
      return;
    }
    faultCount += 1;
    if (faults.length < MOST_FAULTS_TOLD) faults.push(told);
  };
  const checkpoints = checkpointChecker(start, fault);

  const reportGap = (found: FoundLink): void => {
    const expected = last === undefined ? start.firstSequence : last.sequence + 1;
    if (found.sequence === expected) return;
    const until = found.sequence - 1;
    const range = until === expected ? `row ${expected}` : `rows ${expected} to ${until}`;
    if (faults.some(({ code, sequence }) => code === "FILE_GAP" && sequence === expected)) return;
    fault("ROW_DELETED", { sequence: expected }, `${range} of the chain: not there`);
  };

  /** Whether the row shows that its predecessor is sound and only the hash recorded for that was changed. */
  const explainsOpen = (found: FoundLink): boolean => {
    if (open === undefined || found.row === undefined || found.claimed === undefined) return false;
    if (found.sequence !== open.found.sequence + 1) return false;
    if (placed(found.row, found.sequence, open.computed) !== found.claimed) return false;
    const told = faults[open.fault];
    if (told !== undefined) {
      const detail = "the next row was linked to the hash that this row really has";
      faults[open.fault] = { ...told, code: "LINK_CHANGED", detail };
    }
    mismatches.splice(mismatches.indexOf(open), 1);
    return true;
  };

  const compare = (found: FoundLink, row: EventColumns, previous: Digest): Digest => {
    const computed = found.computed ?? placed(row, found.sequence, previous);
    const isExplained = explainsOpen(found);
    open = undefined;
    if (found.claimed === undefined || computed === found.claimed || isExplained) return computed;
    const index = faults.length;
    fault("ROW_CHANGED", { sequence: found.sequence, row }, "its hash is not the one that was recorded");
    if (index < faults.length) {
      open = { found, row, previous, computed, fault: index };
      mismatches.push(open);
    }
    return computed;
  };

  const explainMoves = (): void => {
    for (const here of mismatches) {
      const other = mismatches.find((candidate) => candidate !== here && belongsAt(here, candidate));
      const told = faults[here.fault];
      if (other === undefined || told === undefined) continue;
      const detail = `the row that belongs here (event ${other.row.eventId}) stands at ${other.found.sequence}`;
      faults[here.fault] = { ...told, code: "ROW_MOVED", detail };
    }
  };

  return {
    link: (found) => {
      reportGap(found);
      rows += 1;
      const { row, previous, claimed, sequence } = found;
      let computed: Digest | undefined;
      if (row === undefined) {
        open = undefined;
        const detail = `event ${found.eventId} was linked here and is not there`;
        fault("ROW_DELETED", { sequence, eventId: found.eventId }, detail);
      } else if (previous === undefined) {
        open = undefined;
      } else {
        computed = compare(found, row, previous);
      }
      last = { sequence, digest: claimed ?? computed ?? "" };
      checkpoints.row(sequence, [claimed, computed], row);
    },
    checkpoint: checkpoints.note,
    key: checkpoints.key,
    fault,
    wait: () => {
      waiting += 1;
    },
    finish: () => {
      explainMoves();
      checkpoints.finish(last?.sequence ?? start.firstSequence - 1);
      faults.sort((left, right) => (left.sequence ?? Infinity) - (right.sequence ?? Infinity));
      return {
        institutionCode: start.institutionCode,
        firstSequence: last === undefined ? 0 : start.firstSequence,
        lastSequence: last?.sequence ?? 0,
        lastDigest: last?.digest ?? "",
        rows,
        waiting,
        ...checkpoints.summary(),
        faultCount,
        faults,
      };
    },
  };
};
