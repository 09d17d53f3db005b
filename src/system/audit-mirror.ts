import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  exportEnd,
  exportHeader,
  exportPages,
  positionAfter,
  type ExportPosition,
} from "#domain/audit/export.ts";
import { parseLine } from "#domain/audit/export-lines.ts";
import { auditHeads, type ChainHead } from "#domain/audit/institutions.ts";
import { digestOf } from "#domain/audit/row.ts";
import type { DomainContext } from "#domain/context.ts";
import { AuditFile } from "./audit-file.ts";
import { fileLines } from "./audit-lines.ts";
import { StartRefusal } from "./start-refusal.ts";

/** A file this large is finished, and the next one begins. */
const MOST_FILE_BYTES = 64 * 1024 * 1024;
const NAME = /^([0-9]{4})-([0-9]{15})\.jsonl$/;

/** The mirror of a record that the database does not continue: it was restored, or somebody changed it. */
export interface Divergence {
  readonly institutionCode: string;
  readonly file: string;
  /** Last row of the mirror. */
  readonly sequence: number;
}

/** How far a file is. */
interface FileState {
  readonly path: string;
  readonly position: ExportPosition;
  readonly lastCheckpoint: number;
  readonly rows: number;
  readonly keys: ReadonlySet<number>;
  /** Where what is complete ends. */
  readonly bytes: number;
  readonly isFinished: boolean;
}

const nameOf = (institutionCode: string, first: number): string =>
  `${institutionCode}-${String(first).padStart(15, "0")}.jsonl`;

const readState = async (path: string): Promise<FileState | undefined> => {
  let position: ExportPosition | undefined;
  const keys = new Set<number>();
  let [lastCheckpoint, rows, bytes, isFinished] = [0, 0, 0, false];
  for await (const line of fileLines(path)) {
    if (!line.isComplete) break;
    bytes = line.offset + Buffer.byteLength(line.text) + 1;
    const parsed = parseLine(line.text);
    if (parsed?.type === "header") position = { sequence: parsed.first - 1, digest: parsed.previous };
    if (parsed?.type === "key") keys.add(parsed.key.generation);
    if (parsed?.type === "checkpoint") lastCheckpoint = Math.max(lastCheckpoint, parsed.sequence);
    if (parsed?.type === "end") isFinished = true;
    if (parsed?.type !== "event") continue;
    position = { sequence: parsed.row.sequence, digest: digestOf(line.text) };
    rows += 1;
  }
  return position === undefined
    ? undefined
    : { path, position, lastCheckpoint, rows, keys, bytes, isFinished };
};

/** The files of a record, the oldest first. */
const filesOf = async (directory: string, institutionCode: string): Promise<string[]> =>
  (await readdir(directory))
    .filter((name) => NAME.exec(name)?.[1] === institutionCode)
    .sort()
    .map((name) => join(directory, name));

const lastState = async (directory: string, institutionCode: string): Promise<FileState | undefined> => {
  const files = await filesOf(directory, institutionCode);
  let newest: FileState | undefined;
  for (const path of files.toReversed()) {
    const state = await readState(path);
    if (state === undefined) continue;
    newest ??= state;
    // A file without a checkpoint: the last one is in a file before.
    if (state.lastCheckpoint > 0) return { ...newest, lastCheckpoint: state.lastCheckpoint };
  }
  return newest;
};

const isContinued = async (
  context: DomainContext,
  code: string,
  position: ExportPosition,
): Promise<boolean> => (await positionAfter(context, code, position.sequence))?.digest === position.digest;

/** Mirrors in a directory that the database does not continue. */
export const divergencesOf = async (context: DomainContext, directory: string): Promise<Divergence[]> => {
  const names = await readdir(directory).catch(() => []);
  const codes = new Set(names.flatMap((name) => NAME.exec(name)?.[1] ?? []));
  const found: Divergence[] = [];
  for (const institutionCode of codes) {
    const state = await lastState(directory, institutionCode);
    if (state === undefined || (await isContinued(context, institutionCode, state.position))) continue;
    found.push({ institutionCode, file: state.path, sequence: state.position.sequence });
  }
  return found;
};

/**
 * Refuses to start on a database that is older than the mirror of its audit record: it was restored, and what was revoked
 * since would be valid again.
 */
export const assertMirrorContinued = async (
  context: DomainContext,
  directory: string | undefined,
): Promise<void> => {
  const divergences = directory === undefined ? [] : await divergencesOf(context, directory);
  if (divergences.length === 0) return;
  const found = divergences.map(
    ({ institutionCode, file, sequence }) => `${institutionCode}: row ${sequence} in ${file}`,
  );
  throw new StartRefusal(
    `TEGATA_AUDIT_DIRECTORY: the database does not continue the audit record that lies there (${found.join("; ")}): it was restored to an earlier point. Replay what ended since with \`tegata audit replay --open FILES\`, then move the files away.`,
  );
};

/**
 * Adds the audit records to files in a directory as rows come, in the form of exports that are still being written: what
 * lies there cannot be changed by whoever owns the database, and is what `audit replay` needs after a restore. Nodes that
 * share a directory must not mirror at the same time; each node has its own.
 */
export class AuditMirror {
  readonly #context: DomainContext;
  readonly #directory: string;
  readonly #mostBytes: number;
  readonly #states = new Map<string, FileState>();
  /** Records that were compared with their files since the start. */
  readonly #checked = new Set<string>();

  constructor(context: DomainContext, directory: string, mostBytes = MOST_FILE_BYTES) {
    this.#context = context;
    this.#directory = directory;
    this.#mostBytes = mostBytes;
  }

  /** Brings all files up to date; gives rows written, and records that the database does not continue. */
  async write(): Promise<{ readonly rows: number; readonly divergences: readonly Divergence[] }> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    let rows = 0;
    const divergences: Divergence[] = [];
    for (const head of await auditHeads(this.#context)) {
      const outcome = await this.#writeOne(head);
      if (typeof outcome === "number") rows += outcome;
      else divergences.push(outcome);
    }
    return { rows, divergences };
  }

  async #writeOne(head: ChainHead): Promise<number | Divergence> {
    const { institutionCode } = head;
    let state = await this.#stateOf(institutionCode);
    const isUpToDate =
      head.lastSequence === (state?.position.sequence ?? 0) &&
      head.lastCheckpointSequence === (state?.lastCheckpoint ?? 0);
    if (isUpToDate && this.#checked.has(institutionCode)) return 0;
    this.#checked.add(institutionCode);
    if (state !== undefined && !(await isContinued(this.#context, institutionCode, state.position)))
      return { institutionCode, file: state.path, sequence: state.position.sequence };
    let rows = 0;
    const range = {
      after: state?.position ?? (await this.#beginning(institutionCode)),
      checkpointsAfter: state?.lastCheckpoint ?? 0,
      knownKeys: state?.keys,
    };
    for await (const page of exportPages(this.#context, institutionCode, range)) {
      if (page.lines.length === 0) continue;
      if (state === undefined && page.rows === 0) return rows;
      state = await this.#begin(institutionCode, state, range.after);
      state = await this.#append(state, page.lines, {
        position: page.position,
        lastCheckpoint: page.lastCheckpoint,
        rows: state.rows + page.rows,
      });
      this.#states.set(institutionCode, state);
      rows += page.rows;
    }
    return rows;
  }

  async #stateOf(institutionCode: string): Promise<FileState | undefined> {
    const known = this.#states.get(institutionCode);
    if (known !== undefined) return known;
    const found = await lastState(this.#directory, institutionCode);
    if (found !== undefined) this.#states.set(institutionCode, found);
    return found;
  }

  async #beginning(institutionCode: string): Promise<ExportPosition> {
    const position = await positionAfter(this.#context, institutionCode, 0);
    if (position === undefined) throw new Error("every record has a beginning");
    return position;
  }

  /** The file to write to: the one at hand, or the next one after it was finished or has grown large. */
  async #begin(
    institutionCode: string,
    state: FileState | undefined,
    start: ExportPosition,
  ): Promise<FileState> {
    if (state !== undefined && !state.isFinished && state.bytes < this.#mostBytes) return state;
    if (state?.isFinished === false)
      await this.#append(state, [exportEnd(state.position, state.rows)], state);
    const position = state?.position ?? start;
    const fresh: FileState = {
      path: join(this.#directory, nameOf(institutionCode, position.sequence + 1)),
      position,
      lastCheckpoint: state?.lastCheckpoint ?? 0,
      rows: 0,
      keys: state?.keys ?? new Set(),
      bytes: 0,
      isFinished: false,
    };
    return this.#append(fresh, [exportHeader(this.#context, institutionCode, position)], fresh);
  }

  async #append(
    state: FileState,
    lines: readonly string[],
    after: Pick<FileState, "position" | "lastCheckpoint" | "rows">,
  ): Promise<FileState> {
    const file = await AuditFile.open(state.path, state.bytes);
    try {
      await file.append(lines);
      const { position, lastCheckpoint, rows } = after;
      const keys = new Set(state.keys);
      for (const line of lines) {
        const parsed = line.startsWith('{"type":"key"') ? parseLine(line) : undefined;
        if (parsed?.type === "key") keys.add(parsed.key.generation);
      }
      return { ...state, position, lastCheckpoint, rows, keys, bytes: await file.size() };
    } finally {
      await file.close();
    }
  }
}
