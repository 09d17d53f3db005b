import type { DomainContext } from "../context.ts";
import type { CheckpointRow } from "./checkpoint.store.ts";
import { checkpointLine, endLine, headerLine, keyLine } from "./export-lines.ts";
import { listAuditKeys } from "./key.ts";
import { selectDigest, selectRecord } from "./record.store.ts";
import { encodeRow, NO_DIGEST, type Digest } from "./row.ts";

const PAGE = 2_000;

/** Where an export stands: after this row. */
export interface ExportPosition {
  /** 0: before the first row. */
  readonly sequence: number;
  readonly digest: Digest;
}

/** Which rows, and what an export that goes on has already. */
export interface ExportRange {
  /** Rows after this place. */
  readonly after: ExportPosition;
  /** Last row that is wanted; all there are unless given. */
  readonly upTo?: number | undefined;
  /** Last row whose checkpoint the export has; `after` unless given. */
  readonly checkpointsAfter?: number | undefined;
  /** Generations of the keys that stand in the export already. */
  readonly knownKeys?: ReadonlySet<number> | undefined;
}

/** A piece of an export. */
export interface ExportPage {
  /** Without line ends. */
  readonly lines: readonly string[];
  /** After the last row of this piece. */
  readonly position: ExportPosition;
  /** Last row whose checkpoint was written. */
  readonly lastCheckpoint: number;
  readonly rows: number;
}

/** The place after a row: where an export begins that starts with the next. Undefined: there is no such row. */
export const positionAfter = async (
  context: DomainContext,
  institutionCode: string,
  sequence: number,
): Promise<ExportPosition | undefined> => {
  if (sequence === 0) return { sequence: 0, digest: NO_DIGEST };
  const digest = await context.database.inInstitution(institutionCode, (tx) => selectDigest(tx, sequence));
  return digest === undefined ? undefined : { sequence, digest };
};

/**
 * The record of an institution as lines, page by page, without header and end. Rows that were meddled with come as they
 * are: the export shows it. Checkpoints follow the row that they cover.
 */
export async function* exportPages(
  context: DomainContext,
  institutionCode: string,
  range: ExportRange,
): AsyncGenerator<ExportPage> {
  const keys = await listAuditKeys(context);
  const newKeys = keys.filter(({ generation }) => range.knownKeys?.has(generation) !== true);
  let position = range.after;
  let lastCheckpoint = range.checkpointsAfter ?? position.sequence;
  let isDone = false;
  let lines: string[] = newKeys.map(keyLine);
  while (!isDone) {
    const { links, notes } = await context.database.inInstitution(institutionCode, (tx) =>
      selectRecord(tx, position.sequence, PAGE, lastCheckpoint),
    );
    const wanted = links.filter(({ sequence }) => sequence <= (range.upTo ?? Infinity));
    isDone = links.length < PAGE || wanted.length < links.length;
    const pending: CheckpointRow[] = [...notes];
    const addCheckpoints = (upTo: number): void => {
      const later = pending.findIndex(({ sequence }) => sequence > upTo);
      for (const checkpoint of pending.splice(0, later < 0 ? pending.length : later)) {
        lines.push(checkpointLine(checkpoint));
        lastCheckpoint = checkpoint.sequence;
      }
    };
    addCheckpoints(position.sequence);
    for (const { row, sequence, claimed } of wanted) {
      if (row !== undefined) lines.push(encodeRow({ ...row, sequence, previous: position.digest }));
      position = { sequence, digest: claimed };
      addCheckpoints(sequence);
    }
    if (isDone && range.upTo === undefined) addCheckpoints(Infinity);
    yield { lines, position, lastCheckpoint, rows: wanted.length };
    lines = [];
  }
}

/** The first line of an export. */
export const exportHeader = (
  context: DomainContext,
  institutionCode: string,
  after: ExportPosition,
): string =>
  headerLine({
    institutionCode,
    first: after.sequence + 1,
    previous: after.digest,
    exportedAt: context.clock.now(),
  });

/** The last line of an export that is finished. */
export const exportEnd = (position: ExportPosition, rows: number): string =>
  endLine({ last: position.sequence, hash: position.digest, rows });
