import { Command } from "commander";
import { discardMails, listDeadLetters, retryMails, type DeadLetter } from "#domain/mail/dead-letters.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Cli } from "../cli.ts";
import { UsageError } from "../exit.ts";
import {
  changingCommand,
  dangerousCommand,
  demandConfirmation,
  institutionCommand,
  institutionNamed,
  localOrigin,
  staffOf,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem, type CommandSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

/** What names the mail: its recipient and title, or what a reminder is about. Its text is nobody's business here. */
const NAMING = ["to", "subject", "kind", "reference", "step", "contractId", "userId"] as const;

const aboutOf = ({ payload }: DeadLetter): Row =>
  Object.fromEntries(
    NAMING.flatMap((name) => {
      const value = payload[name];
      return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
    }),
  );

const describe = (letter: DeadLetter): Row => ({
  mail: letter.jobId,
  task: letter.task,
  about: aboutOf(letter),
  attempts: letter.attempts,
  queuedAt: letter.queuedAt,
  failedAt: letter.failedAt,
  lastError: letter.lastError?.split("\n", 1)[0]?.slice(0, 200),
});

const list = (cli: Cli): Command =>
  institutionCommand("list", "mails that are not tried again by themselves, the oldest first").action(
    ({ institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, id);
        const letters = await listDeadLetters(context, institution.code);
        printRows(cli, { json, timeZone: institution.timeZone }, letters.map(describe));
      }),
  );

/** The dead letters that were named: one by its number, or `all`. */
const lettersNamed = async (
  { context }: CommandSystem,
  institution: InstitutionPolicy,
  name: string,
): Promise<DeadLetter[]> => {
  if (name !== "all" && !/^[0-9]{1,15}$/.test(name))
    throw new UsageError("name a mail by its number, or say all");
  const letters = await listDeadLetters(context, institution.code);
  const named = name === "all" ? letters : letters.filter(({ jobId }) => jobId === Number(name));
  if (named.length === 0) throw new UsageError(`there is no dead letter ${name}; see mail dead-letters list`);
  return named;
};

const retry = (cli: Cli): Command =>
  changingCommand("retry", "has a mail tried again, from the first attempt on")
    .argument("<mail>", "its number in the list, or all")
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { context } = system;
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const jobIds = (await lettersNamed(system, institution, name)).map(({ jobId }) => jobId);
        const asked = {
          institutionCode: institution.code,
          jobIds,
          actor,
          origin: localOrigin(context.random),
        };
        const retried = await retryMails(context, asked);
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { retried: retried.length });
      }),
    );

const discard = (cli: Cli): Command =>
  dangerousCommand("discard", "gives a mail up for good")
    .argument("<mail>", "its number in the list, or all")
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { context } = system;
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const letters = await lettersNamed(system, institution, name);
        const [first] = letters;
        const facts = {
          mails: letters.length,
          ...(letters.length === 1 && first !== undefined && describe(first)),
        };
        const wouldDo = "discard; it will never be sent";
        demandConfirmation(cli, options, { institution, id: name, wouldDo, facts });
        const jobIds = letters.map(({ jobId }) => jobId);
        const asked = {
          institutionCode: institution.code,
          jobIds,
          actor,
          origin: localOrigin(context.random),
        };
        const discarded = await discardMails(context, asked);
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { discarded: discarded.length });
      }),
    );

/** `tegata mail …` */
export const mailGroup = (cli: Cli): Command =>
  new Command("mail")
    .description("mails to customers")
    .addCommand(
      new Command("dead-letters")
        .description("mails that the mail server did not take, after the last attempt")
        .addCommand(list(cli))
        .addCommand(retry(cli))
        .addCommand(discard(cli)),
    );
