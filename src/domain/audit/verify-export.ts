import { chainChecker, type ChainChecker } from "./chain.ts";
import { columnsOf, parseLine, type EndLine, type HeaderLine } from "./export-lines.ts";
import type { VerifyReport } from "./faults.ts";
import type { AuditPublicKey } from "./note.ts";
import { digestOf, type Digest, type LinkedRow } from "./row.ts";
import type { VerifyOptions } from "./verify-database.ts";

/** A line of an export with where it stands. */
export interface PlacedLine {
  readonly file: string;
  /** 1, 2, 3 … */
  readonly number: number;
  readonly text: string;
}

export interface ExportVerifyOptions extends Omit<VerifyOptions, "graceSeconds"> {
  /** An export that is still being written has no last line. */
  readonly isOpen?: boolean;
  /** Told of each sound row in its turn, after the next one was seen. */
  readonly onRow?: (row: LinkedRow) => void;
}

/** What a verification of files found; `keys` are those that stood in them. */
export interface ExportReport extends VerifyReport {
  readonly keys: readonly AuditPublicKey[];
  /** Whether the keys were brought by whoever verifies; otherwise the files vouch for themselves. */
  readonly areKeysTrusted: boolean;
}

interface HeldRow {
  readonly row: LinkedRow;
  /** Hash of the line as it stands. */
  readonly digest: Digest;
}

/** Numbers of rows that were passed over; one that turns up later was moved. */
type Missing = { readonly from: number; readonly to: number };

const MOST_MISSING_RANGES = 1_000;

class ExportVerifier {
  readonly #options: ExportVerifyOptions;
  readonly #keys: AuditPublicKey[] = [];
  #checker: ChainChecker | undefined;
  #header: HeaderLine | undefined;
  #held: HeldRow | undefined;
  /** A row that claims the place of the held one. */
  #rival: HeldRow | undefined;
  /** The row before the held one. */
  #before: { readonly sequence: number; readonly digest: Digest } | undefined;
  #end: EndLine | undefined;
  #missing: Missing[] = [];
  #rows = 0;
  #rowsOfFile = 0;
  /** Checkpoints that came while their row is held. */
  #notes: { readonly sequence: number; readonly note: string }[] = [];

  constructor(options: ExportVerifyOptions) {
    this.#options = options;
  }

  /** Undefined while there was no header. */
  take(line: PlacedLine): void {
    const parsed = parseLine(line.text);
    const where = `${line.file}, line ${line.number}`;
    if (parsed?.type === "header") {
      this.#takeHeader(parsed, where);
      return;
    }
    const checker = this.#checker;
    if (checker === undefined) throw new NotAnExport(`${where}: an export begins with its header`);
    if (parsed === undefined) {
      checker.fault("LINE_MALFORMED", { sequence: this.#next() }, `${where} is none of an export`);
      return;
    }
    switch (parsed.type) {
      case "key":
        this.#keys.push(parsed.key);
        if (this.#options.trustedKeys === undefined) checker.key(parsed.key);
        break;
      case "event":
        this.#takeRow(checker, parsed.row, digestOf(line.text), where);
        break;
      case "checkpoint":
        this.#notes.push(parsed);
        break;
      case "end":
        this.#end = parsed;
        break;
    }
  }

  finish(): ExportReport {
    const checker = this.#checker;
    if (checker === undefined) throw new NotAnExport("there is no header: this is no export");
    this.#endFile(this.#options.isOpen !== true);
    return {
      ...checker.finish(),
      keys: this.#keys,
      areKeysTrusted: this.#options.trustedKeys !== undefined,
    };
  }

  #next(): number {
    return (this.#held?.row.sequence ?? this.#before?.sequence ?? (this.#header?.first ?? 1) - 1) + 1;
  }

  #takeHeader(header: HeaderLine, where: string): void {
    if (this.#checker === undefined) {
      this.#checker = chainChecker({
        institutionCode: header.institution,
        firstSequence: header.first,
        keys: this.#options.trustedKeys ?? [],
        ...(this.#options.outsideNotes === undefined ? {} : { outsideNotes: this.#options.outsideNotes }),
      });
      this.#before = { sequence: header.first - 1, digest: header.previous };
    } else {
      this.#endFile(true);
      const before = this.#before;
      const continues =
        header.institution === this.#header?.institution &&
        header.first === (before?.sequence ?? 0) + 1 &&
        header.previous === before?.digest;
      if (!continues) {
        const detail = `${where} begins with row ${header.first}, which does not continue the file before`;
        this.#checker.fault("FILE_GAP", { sequence: (before?.sequence ?? 0) + 1 }, detail);
        this.#before = { sequence: header.first - 1, digest: header.previous };
      }
    }
    this.#header = header;
    this.#end = undefined;
    this.#rowsOfFile = 0;
  }

  #takeRow(checker: ChainChecker, row: LinkedRow, digest: Digest, where: string): void {
    this.#rowsOfFile += 1;
    const expected = this.#next();
    const { sequence } = row;
    if (row.institutionCode !== this.#header?.institution) {
      checker.fault("ROW_INSERTED", { sequence, row }, `${where} is a row of ${row.institutionCode}`);
    } else if (sequence < expected) {
      this.#takeLate(checker, row, digest, where);
    } else {
      if (sequence > expected) this.#noteMissing(expected, sequence - 1);
      this.#release(checker, sequence === expected ? row.previous : undefined);
      // What was before is gone: this row's own word for it is all there is.
      if (sequence > expected) this.#before = { sequence: sequence - 1, digest: row.previous };
      this.#held = { row, digest };
    }
  }

  /** A number that was passed already. */
  #takeLate(checker: ChainChecker, row: LinkedRow, digest: Digest, where: string): void {
    const { sequence } = row;
    if (this.#missing.some(({ from, to }) => sequence >= from && sequence <= to)) {
      checker.fault("ROW_MOVED", { sequence, row }, `${where} stands after rows that come later`);
      return;
    }
    const held = this.#held;
    if (held?.row.sequence === sequence && held.digest !== digest && row.previous === this.#before?.digest) {
      // Two rows claim this place; the next one says which of them was linked.
      this.#rival = held;
      this.#held = { row, digest };
      return;
    }
    checker.fault("ROW_INSERTED", { sequence, row }, `${where} repeats a place that is taken`);
  }
  #noteMissing(from: number, to: number): void {
    if (this.#missing.length < MOST_MISSING_RANGES) this.#missing.push({ from, to });
  }

  /** Hands the held row on, now that the next one (or the end) says what its hash was. */
  #release(checker: ChainChecker, claimed: Digest | undefined): void {
    let held = this.#held;
    if (held !== undefined) {
      if (this.#rival !== undefined) {
        const isRivalRight = claimed === this.#rival.digest;
        const forged = isRivalRight ? held : this.#rival;
        if (isRivalRight) held = this.#rival;
        const { row } = forged;
        checker.fault(
          "ROW_INSERTED",
          { sequence: row.sequence, row },
          "another row has this place by its hash",
        );
        this.#rival = undefined;
      }
      const { row, digest } = held;
      const { sequence, eventId, previous } = row;
      checker.link({ sequence, eventId, row: columnsOf(row), previous, claimed, computed: digest });
      this.#before = { sequence, digest: claimed ?? digest };
      if (claimed === undefined || claimed === digest) this.#options.onRow?.(row);
      this.#rows += 1;
      if (this.#rows % 5_000 === 0) this.#options.onProgress?.(this.#rows);
    }
    this.#held = undefined;
    for (const { sequence, note } of this.#notes.splice(0)) checker.checkpoint(sequence, note);
  }

  #endFile(mustEnd: boolean): void {
    const checker = this.#checker;
    if (checker === undefined) return;
    const end = this.#end;
    const held = this.#held;
    const endsHere = end !== undefined && end.last === (held?.row.sequence ?? this.#before?.sequence);
    this.#release(checker, endsHere ? end.hash : undefined);
    if (end === undefined) {
      if (mustEnd) {
        checker.fault(
          "FILE_INCOMPLETE",
          { sequence: this.#next() },
          "the last line of the export is not there",
        );
      }
      return;
    }
    if (!endsHere || end.rows !== this.#rowsOfFile) {
      const detail = `its last line speaks of ${end.rows} rows up to ${end.last}; there are ${this.#rowsOfFile}`;
      checker.fault("FILE_INCOMPLETE", { sequence: this.#next() }, detail);
    }
  }
}

/** The file is none of ours, or its beginning is missing. */
export class NotAnExport extends Error {
  override readonly name = "NotAnExport";
}

/**
 * Verifies exports offline, without database or settings: a stream of the lines of one file or of several that continue
 * one another. Memory does not grow with them.
 *
 * @throws NotAnExport when the first line is no header
 */
export const verifyExport = async (
  lines: AsyncIterable<PlacedLine>,
  options: ExportVerifyOptions = {},
): Promise<ExportReport> => {
  const verifier = new ExportVerifier(options);
  for await (const line of lines) verifier.take(line);
  return verifier.finish();
};
