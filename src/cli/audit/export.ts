import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import {
  exportEnd,
  exportHeader,
  exportPages,
  positionAfter,
  type ExportPosition,
} from "#domain/audit/export.ts";
import { parseLine } from "#domain/audit/export-lines.ts";
import type { DomainContext } from "#domain/context.ts";
import { AuditFile, syncDirectory } from "../../system/audit-file.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError, UsageError } from "../exit.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";
import { fileLines } from "../../system/audit-lines.ts";
import { recordCommand, subjectNamed } from "./subject.ts";

interface ExportOptions {
  readonly institution: string;
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

const sequenceOf = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const sequence = Number(text);
  if (!Number.isSafeInteger(sequence) || sequence < 1)
    throw new UsageError(`${option} takes a row's number, 1 or more`);
  return sequence;
};

/** What an interrupted run left, up to its last row but one: the last one may lack its checkpoint. */
interface Left {
  readonly first: number;
  readonly institutionCode: string;
  readonly position: ExportPosition;
  readonly rows: number;
  readonly keys: ReadonlySet<number>;
  /** Where to go on writing. */
  readonly offset: number;
}

const readLeft = async (path: string): Promise<Left | undefined> => {
  let header: { readonly first: number; readonly institution: string } | undefined;
  let left: Left | undefined;
  const keys = new Set<number>();
  let rows = 0;
  for await (const line of fileLines(path)) {
    const parsed = line.isComplete ? parseLine(line.text) : undefined;
    if (parsed?.type === "header") header ??= parsed;
    if (parsed?.type === "key") keys.add(parsed.key.generation);
    if (parsed?.type !== "event" || header === undefined) continue;
    const { sequence, previous } = parsed.row;
    left = {
      first: header.first,
      institutionCode: header.institution,
      position: { sequence: sequence - 1, digest: previous },
      rows,
      keys: new Set(keys),
      offset: line.offset,
    };
    rows += 1;
  }
  return left;
};

const isSame = (left: ExportPosition | undefined, right: ExportPosition | undefined): boolean =>
  left !== undefined && left.sequence === right?.sequence && left.digest === right.digest;

/** Goes on with what was left where it belongs to this export, else begins. */
const begin = async (
  context: DomainContext,
  institutionCode: string,
  after: ExportPosition,
  partial: string,
): Promise<Left> => {
  const left = existsSync(partial) ? await readLeft(partial) : undefined;
  const fresh = {
    first: after.sequence + 1,
    institutionCode,
    position: after,
    rows: 0,
    keys: new Set<number>(),
    offset: 0,
  };
  if (left === undefined) return fresh;
  const recorded = await positionAfter(context, institutionCode, left.position.sequence);
  const belongs = left.institutionCode === institutionCode && left.first === fresh.first;
  if (belongs && isSame(left.position, recorded)) return left;
  throw new EnvironmentError(
    `${partial} is left of another export, or the record was changed since: look into it, then remove it`,
  );
};

const write = async (
  context: DomainContext,
  institutionCode: string,
  range: { readonly after: ExportPosition; readonly upTo: number | undefined },
  path: string,
): Promise<{ readonly rows: number; readonly position: ExportPosition }> => {
  const partial = `${path}.partial`;
  const left = await begin(context, institutionCode, range.after, partial);
  let { position, rows } = left;
  const file = await AuditFile.open(partial, left.offset);
  try {
    if (left.offset === 0) await file.append([exportHeader(context, institutionCode, range.after)]);
    const { upTo } = range;
    const pages = exportPages(context, institutionCode, { after: position, upTo, knownKeys: left.keys });
    for await (const page of pages) {
      await file.append(page.lines);
      position = page.position;
      rows += page.rows;
    }
    await file.append([exportEnd(position, rows)]);
  } finally {
    await file.close();
  }
  await rename(partial, path);
  await syncDirectory(dirname(path));
  return { rows, position };
};

/** `tegata audit export` */
export const exportCommand = (cli: Cli): Command =>
  recordCommand(
    "export",
    "writes the record to a file that can be verified anywhere; interrupted, the same command goes on",
  )
    .requiredOption("--out <file>", "the file; never overwritten")
    .option("--from <row>", "first row, by its place in the chain (default: the first)")
    .option("--to <row>", "last row (default: the last)")
    .action(({ institution, out, from, to, json = false }: ExportOptions) =>
      withSystem(cli, async ({ context }) => {
        const { institutionCode, timeZone } = subjectNamed(context.institutions, institution);
        const first = sequenceOf("--from", from) ?? 1;
        const upTo = sequenceOf("--to", to);
        if (upTo !== undefined && upTo < first) throw new UsageError("--to comes before --from");
        const path = resolve(out);
        if (existsSync(path)) throw new UsageError(`${out} is there already and is never overwritten`);
        const after = await positionAfter(context, institutionCode, first - 1);
        if (after === undefined) throw new UsageError(`--from: the record has no row ${first - 1} before it`);
        const { rows, position } = await write(context, institutionCode, { after, upTo }, path);
        printOne(
          cli,
          { json, timeZone },
          {
            file: path,
            institution: institutionCode,
            first,
            last: position.sequence,
            rows,
            sha256: position.digest,
          },
        );
      }),
    );
