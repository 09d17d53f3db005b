import { Command } from "commander";
import { listAudit, type AuditRow } from "#domain/audit/list.ts";
import { exportCommand } from "../audit/export.ts";
import { checkpointCommand, initKeyCommand, publicKeyCommand, rotateKeyCommand } from "../audit/keys.ts";
import { replayCommand } from "../audit/replay.ts";
import { verifyCommand } from "../audit/verify.ts";
import type { Cli } from "../cli.ts";
import { UsageError } from "../exit.ts";
import {
  institutionCommand,
  institutionNamed,
  nameOfUser,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printRows, type Row } from "../table.ts";

interface ListOptions extends CommonOptions {
  readonly user?: string;
  readonly contract?: string;
  readonly event?: string;
  readonly serial?: string;
  readonly limit: string;
}

const subjectOf = ({ contractId, userId }: AuditRow): string | null =>
  userId === null ? contractId : `${contractId}/${userId}`;

const describe = (row: AuditRow, json: boolean): Row => ({
  eventId: row.eventId,
  at: row.at,
  event: row.event,
  actor: row.actor === null ? row.actorKind : `${row.actorKind}:${row.actor}`,
  subject: subjectOf(row),
  certificateSerial: row.certificateSerial,
  address: row.address,
  supportId: row.supportId,
  facts: json ? row.facts : withoutDigests(row.facts),
});

/** What people need not see: digests are for comparing. */
const withoutDigests = (facts: AuditRow["facts"]): AuditRow["facts"] =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !name.endsWith("Digest")));

const limitOf = (text: string): number => {
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 10_000)
    throw new UsageError("--limit takes a number from 1 to 10000");
  return limit;
};

const list = (cli: Cli): Command =>
  institutionCommand("list", "what happened, the newest first")
    .option("--user <user>", "concerning this user: <contract>/<user>, or the login ID")
    .option("--contract <contract>", "concerning users of this contract")
    .option("--event <event>", "events of exactly this name")
    .option("--serial <serial>", "concerning this certificate")
    .option("--limit <number>", "most rows", "100")
    .action((options: ListOptions) =>
      withSystem(cli, async ({ context }) => {
        const limit = limitOf(options.limit);
        const institution = institutionNamed(context.institutions, options.institution);
        const user =
          options.user === undefined ? undefined : await userNamed(context, institution, options.user);
        const [contractId, userId] =
          user === undefined ? [options.contract, undefined] : nameOfUser(user).split("/");
        const rows = await listAudit(context, institution.code, {
          contractId,
          userId,
          event: options.event,
          certificateSerial: options.serial,
          limit,
        });
        const json = options.json ?? false;
        printRows(
          cli,
          { json, timeZone: institution.timeZone },
          rows.map((row) => describe(row, json)),
        );
      }),
    );

/** `tegata audit …` */
export const auditGroup = (cli: Cli): Command =>
  new Command("audit")
    .description("the audit record")
    .addCommand(list(cli))
    .addCommand(verifyCommand(cli))
    .addCommand(exportCommand(cli))
    .addCommand(replayCommand(cli))
    .addCommand(checkpointCommand(cli))
    .addCommand(initKeyCommand(cli))
    .addCommand(rotateKeyCommand(cli))
    .addCommand(publicKeyCommand(cli));
