import { readFile } from "node:fs/promises";
import { createPublicKey } from "node:crypto";
import { Command } from "commander";
import { parseLine } from "#domain/audit/export-lines.ts";
import type { AuditFault, VerifyReport } from "#domain/audit/faults.ts";
import { auditFaultCodes } from "#domain/audit/faults.ts";
import { parseNote, type AuditPublicKey } from "#domain/audit/note.ts";
import { verifyDatabase, type VerifyOptions } from "#domain/audit/verify-database.ts";
import { NotAnExport, verifyExport, type PlacedLine } from "#domain/audit/verify-export.ts";
import { messageOf } from "#platform/errors.ts";
import type { Cli } from "../cli.ts";
import { CommandEnded, EnvironmentError, exitCodes, UsageError } from "../exit.ts";
import { withSystem } from "../system.ts";
import { fileLines, firstLineOf } from "../../system/audit-lines.ts";
import { everySubject, INSTALLATION, subjectNamed } from "./subject.ts";

interface VerifyCommandOptions {
  readonly institution?: string;
  readonly checkpoints: readonly string[];
  readonly publicKey: readonly string[];
  readonly open?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const cannotRead = (file: string, error: unknown): EnvironmentError =>
  new EnvironmentError(`${file}: ${messageOf(error)}`, { cause: error });

/** Files in the order of their rows, so that a pattern of the shell will do. */
export const inOrder = async (files: readonly string[]): Promise<string[]> => {
  const placed = await Promise.all(
    files.map(async (file) => {
      const line = parseLine(
        await firstLineOf(file).catch((error: unknown) => {
          throw cannotRead(file, error);
        }),
      );
      return { file, first: line?.type === "header" ? line.first : 0 };
    }),
  );
  return placed.toSorted((left, right) => left.first - right.first).map(({ file }) => file);
};

/** The lines of several files, one file after the other. */
export async function* linesOf(files: readonly string[]): AsyncGenerator<PlacedLine> {
  for (const file of files) yield* fileLines(file);
}

/** Notes in files: exports, or notes one after the other as text. */
export const notesIn = async (files: readonly string[]): Promise<string[]> => {
  const notes: string[] = [];
  for (const file of files) {
    let text: string[] = [];
    let count = notes.length;
    for await (const line of fileLines(file)) {
      const parsed = parseLine(line.text);
      if (parsed?.type === "checkpoint") notes.push(parsed.note);
      if (parsed !== undefined) count += 1;
      text.push(line.text);
      // The line of the signature ends a note.
      if (!line.text.startsWith("— ")) continue;
      const start = text.findLastIndex((one) => one.startsWith("tegata/audit/"));
      if (start >= 0) notes.push(`${text.slice(start).join("\n")}\n`);
      text = [];
    }
    if (notes.length === count && notes.every((note) => parseNote(note) === undefined))
      throw new EnvironmentError(`${file}: there is no checkpoint in it`);
  }
  return notes;
};

/** Public keys that are believed, PEM. */
export const trustedKeys = async (
  files: readonly string[],
): Promise<readonly AuditPublicKey[] | undefined> => {
  if (files.length === 0) return undefined;
  const keys: AuditPublicKey[] = [];
  for (const file of files) {
    const pem = await readFile(file, "utf8").catch((error: unknown) => {
      throw cannotRead(file, error);
    });
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
    if (blocks.length === 0) throw new EnvironmentError(`${file}: there is no public key (PEM) in it`);
    for (const block of blocks) {
      const publicKeyInfo = createPublicKey(block).export({ type: "spki", format: "der" });
      keys.push({ generation: keys.length + 1, publicKeyInfo });
    }
  }
  return keys;
};

const placeOf = ({ sequence, eventId, at, event }: AuditFault): string =>
  [
    sequence === undefined ? undefined : `row ${sequence}`,
    eventId === undefined ? undefined : `event ${eventId}`,
    at,
    event,
  ]
    .filter((part) => part !== undefined)
    .join(", ");

/** One line for a fault, for people. */
export const describeFault = (fault: AuditFault): string =>
  `${fault.code} at ${placeOf(fault)}: ${auditFaultCodes[fault.code]} (${fault.detail})`;

interface Verified {
  readonly source: string;
  readonly report: VerifyReport;
  readonly note?: string;
}

const tellOne = (cli: Cli, { source, report, note }: Verified): void => {
  const { rows, firstSequence, lastSequence, checkpoints, coveredSequence, coveredAt } = report;
  const range = rows === 0 ? "no rows" : `rows ${firstSequence} to ${lastSequence}`;
  const covered =
    coveredSequence === 0 ? "no checkpoint" : `signed up to row ${coveredSequence} (${coveredAt ?? ""})`;
  cli.print(`${source}: ${range}, ${checkpoints} checkpoints, ${covered}`);
  if (report.outsideCheckpoints > 0)
    cli.print(`  compared with ${report.outsideCheckpoints} checkpoints kept elsewhere`);
  if (report.waiting > 0) cli.print(`  ${report.waiting} rows have no place yet`);
  if (note !== undefined) cli.print(`  ${note}`);
  if (report.faultCount === 0) cli.print("  sound");
  for (const [index, fault] of report.faults.entries())
    cli.print(`  ${index === 0 ? "FIRST BAD: " : ""}${describeFault(fault)}`);
  if (report.faultCount > report.faults.length)
    cli.print(`  and ${report.faultCount - report.faults.length} more`);
};

const tell = (cli: Cli, json: boolean, verified: readonly Verified[]): void => {
  if (json)
    cli.print(
      JSON.stringify(
        verified.map(({ source, report, note }) => ({
          source,
          sound: report.faultCount === 0,
          note,
          ...report,
        })),
        (name, value: unknown) => (name === "keys" ? undefined : (value ?? null)),
        2,
      ),
    );
  else for (const one of verified) tellOne(cli, one);
  if (verified.some(({ report }) => report.faultCount > 0)) throw new CommandEnded(exitCodes.refused);
};

const SELF_VOUCHED =
  "the keys are those that the record itself names: give --public-key to be sure whose signatures these are";

const progress = (cli: Cli, options: VerifyCommandOptions) => {
  let told = 0;
  return (rows: number): void => {
    if (options.quiet === true || options.json === true || rows - told < 500_000) return;
    told = rows;
    cli.complain(`${rows} rows …`);
  };
};

const verifyFiles = async (
  cli: Cli,
  files: readonly string[],
  options: VerifyCommandOptions,
): Promise<void> => {
  const keys = await trustedKeys(options.publicKey);
  const ordered = await inOrder(files);
  try {
    const report = await verifyExport(linesOf(ordered), {
      outsideNotes: await notesIn(options.checkpoints),
      onProgress: progress(cli, options),
      isOpen: options.open ?? false,
      ...(keys === undefined ? {} : { trustedKeys: keys }),
    });
    const note = report.areKeysTrusted ? {} : { note: SELF_VOUCHED };
    tell(cli, options.json ?? false, [
      { source: `${report.institutionCode} (${ordered.join(", ")})`, report, ...note },
    ]);
  } catch (error) {
    if (error instanceof NotAnExport) throw new EnvironmentError(error.message, { cause: error });
    throw error;
  }
};

const verifyOnline = (cli: Cli, options: VerifyCommandOptions): Promise<void> =>
  withSystem(cli, async ({ context }) => {
    const keys = await trustedKeys(options.publicKey);
    const common: VerifyOptions = {
      outsideNotes: await notesIn(options.checkpoints),
      onProgress: progress(cli, options),
      ...(keys === undefined ? {} : { trustedKeys: keys }),
    };
    const subjects =
      options.institution === undefined
        ? everySubject(context.institutions)
        : [subjectNamed(context.institutions, options.institution)];
    const verified: Verified[] = [];
    for (const { institutionCode, id } of subjects) {
      const report = await verifyDatabase(context, institutionCode, common);
      verified.push({
        source: `${institutionCode} (${id})`,
        report,
        ...(keys === undefined ? { note: SELF_VOUCHED } : {}),
      });
    }
    tell(cli, options.json ?? false, verified);
  });

const collect = (value: string, all: readonly string[]): string[] => [...all, value];

/** `tegata audit verify` */
export const verifyCommand = (cli: Cli): Command =>
  new Command("verify")
    .description(
      "checks that no row was changed, removed, put in or moved: in the database, or in exports without any database",
    )
    .argument("[files...]", "exports that continue one another; without them the database is verified")
    .option(
      "-i, --institution <id>",
      `in the database: this institution only, or \`${INSTALLATION}\` (default: all records)`,
    )
    .option(
      "--checkpoints <file>",
      "compare with checkpoints that were kept elsewhere; repeatable",
      collect,
      [],
    )
    .option("--public-key <file>", "believe this key (PEM) and no other; repeatable", collect, [])
    .option("--open", "the last file is still being written and has no last line")
    .option("--quiet", "no progress")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 sound, 1 a fault was found, 2 the command line is wrong, 3 something cannot be read",
    )
    .action((files: readonly string[], options: VerifyCommandOptions) => {
      if (files.length > 0 && options.institution !== undefined)
        throw new UsageError("--institution is for the database; files say whose they are");
      return files.length > 0 ? verifyFiles(cli, files, options) : verifyOnline(cli, options);
    });
