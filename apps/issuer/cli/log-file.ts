import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

const ROTATE_AT_BYTES = 1_000_000;

/** What a line of the log tells. No password, key, token or name of a person is ever among it. */
export interface LogLine {
  readonly at: Temporal.Instant;
  readonly command: string;
  /** `done`, or the code of the failure. */
  readonly outcome: string;
  readonly supportId?: string;
  readonly detail?: string;
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Appends a line to this OS user's log; the former file is kept as `.1`. A log that cannot be written stops nothing. */
export const writeLog = (file: string, line: LogLine): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (sizeOf(file) > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
    appendFileSync(file, `${JSON.stringify({ ...line, at: line.at.toString() })}\n`, { mode: 0o600 });
  } catch {
    // Nothing to be done here: the failure itself is shown to the person in any case.
  }
};
