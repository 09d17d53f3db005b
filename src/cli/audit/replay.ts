import type { Command } from "commander";
import { Command as CommanderCommand } from "commander";
import { parseLine } from "#domain/audit/export-lines.ts";
import type { LinkedRow } from "#domain/audit/row.ts";
import { NotAnExport, verifyExport, type ExportReport } from "#domain/audit/verify-export.ts";
import { replayEnds, type ReplayedAct, type ReplayOutcome } from "#domain/certificate/replay.ts";
import { UnreadableRow } from "#domain/certificate/replay-events.ts";
import type { Cli } from "../cli.ts";
import { CommandEnded, CommandRefused, ConfirmationMissing, EnvironmentError, exitCodes } from "../exit.ts";
import { localOrigin, staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { describeFault, inOrder, linesOf, trustedKeys } from "./verify.ts";

interface ReplayCommandOptions {
  readonly publicKey: readonly string[];
  readonly open?: boolean;
  readonly as?: string;
  readonly confirm?: string;
  readonly json?: boolean;
}

async function* rowsIn(files: readonly string[]): AsyncGenerator<LinkedRow> {
  for await (const line of linesOf(files)) {
    const parsed = parseLine(line.text);
    if (parsed?.type === "event") yield parsed.row;
  }
}

const verified = async (files: readonly string[], options: ReplayCommandOptions): Promise<ExportReport> => {
  const keys = await trustedKeys(options.publicKey);
  const report = await verifyExport(linesOf(files), {
    isOpen: options.open ?? false,
    ...(keys === undefined ? {} : { trustedKeys: keys }),
  }).catch((error: unknown) => {
    if (error instanceof NotAnExport) throw new EnvironmentError(error.message, { cause: error });
    throw error;
  });
  const [first] = report.faults;
  if (first !== undefined)
    throw new CommandRefused({
      code: "AUDIT_RECORD_FAULTY",
      detail: `${report.faultCount} faults, the first: ${describeFault(first)}`,
    });
  return report;
};

const describeAct = ({ what, serial, user, at, reason }: ReplayedAct) => ({
  what,
  serial: serial ?? null,
  user: user ?? null,
  at: at.toString(),
  reason: reason ?? null,
});

const tell = (
  cli: Cli,
  json: boolean,
  wasDone: boolean,
  report: ExportReport,
  outcome: ReplayOutcome,
): void => {
  const { counts, known, acts, obstacles } = outcome;
  if (json) {
    const facts = {
      done: wasDone,
      institution: report.institutionCode,
      firstSequence: report.firstSequence,
      lastSequence: report.lastSequence,
      lastDigest: report.lastDigest,
      coveredSequence: report.coveredSequence,
      counts,
      known,
      obstacles,
      acts: acts.map(describeAct),
    };
    cli.print(JSON.stringify(facts, null, 2));
    return;
  }
  const { firstSequence, lastSequence, coveredSequence, coveredAt } = report;
  cli.print(
    `Record of ${report.institutionCode}, rows ${firstSequence} to ${lastSequence}: sound; signed up to row ${coveredSequence} (${coveredAt ?? "never"}).`,
  );
  const verb = wasDone ? "Done" : "Would be done";
  cli.print(`${verb}: revoked ${counts.revoke}, abandoned ${counts.abandon}, expired ${counts.expire};`);
  cli.print(
    `  unknown here, put on record as revoked: ${counts.revokeLost} that were revoked, ${counts.withdrawLost} that were not; users suspended: ${counts.suspend}.`,
  );
  cli.print(`Known already: ${known}.`);
  for (const act of acts) {
    const { what, serial, user, at, reason } = describeAct(act);
    cli.print(`  ${what}  ${serial ?? user ?? ""}  ${at}  ${reason ?? ""}`.trimEnd());
  }
  for (const obstacle of obstacles) cli.complain(`NOT DONE: ${obstacle}`);
};

const collect = (value: string, all: readonly string[]): string[] => [...all, value];

/** `tegata audit replay` */
export const replayCommand = (cli: Cli): Command =>
  new CommanderCommand("replay")
    .description(
      "after a restore: applies the ends of certificates again that the database does not know; needs --confirm",
    )
    .argument("<files...>", "exports of one record that continue one another, the last as late as can be had")
    .option("--open", "the last file was still being written when it was saved")
    .option("--public-key <file>", "believe this key (PEM) and no other; repeatable", collect, [])
    .option(
      "--as <name>",
      "name of whoever does it, for the audit record (default: the operating system's user)",
    )
    .option("--confirm <row>", "do it: repeat the place of the record's last row")
    .option("--json", "print JSON")
    .action((given: readonly string[], options: ReplayCommandOptions) =>
      withSystem(cli, async ({ context }) => {
        const files = await inOrder(given);
        const report = await verified(files, options);
        const { institutionCode, lastSequence } = report;
        if (context.institutions.byCode(institutionCode) === undefined)
          throw new EnvironmentError(`the record is of ${institutionCode}, which is no institution here`);
        const isDryRun = options.confirm !== String(lastSequence);
        const outcome = await replayEnds(context, institutionCode, rowsIn(files), {
          actor: staffOf(cli, options),
          origin: localOrigin(context.random),
          isDryRun,
        }).catch((error: unknown) => {
          if (error instanceof UnreadableRow) throw new EnvironmentError(error.message, { cause: error });
          throw error;
        });
        tell(cli, options.json ?? false, !isDryRun, report, outcome);
        if (isDryRun)
          throw new ConfirmationMissing(
            `Nothing was changed. To do it, repeat the command with --confirm ${lastSequence}`,
          );
        if (outcome.obstacles.length > 0) throw new CommandEnded(exitCodes.environment);
      }),
    );
