import { Command } from "commander";
import { addNotice, endNotice, listNotices, type Notice } from "#domain/notice/notices.ts";
import type { Cli } from "../cli.ts";
import { orRefuse, UsageError } from "../exit.ts";
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
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const MOST_TITLE = 100;
const MOST_BODY = 4_000;

const describe = (notice: Notice, now: Temporal.Instant): Row => {
  const { noticeId, kind, title, publishedFrom, publishedUntil } = notice;
  const isOver = publishedUntil !== null && Temporal.Instant.compare(now, publishedUntil) >= 0;
  const isToCome = Temporal.Instant.compare(now, publishedFrom) < 0;
  return {
    notice: noticeId,
    kind,
    state: isOver ? "over" : isToCome ? "to come" : "shown",
    title: title.ja,
    publishedFrom,
    publishedUntil,
  };
};

const list = (cli: Cli): Command =>
  institutionCommand("list", "all notices, the newest first").action(
    ({ institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, id);
        const now = context.clock.now();
        const notices = await listNotices(context, institution.code);
        const rows = notices.map((notice) => describe(notice, now));
        printRows(cli, { json, timeZone: institution.timeZone }, rows);
      }),
  );

interface AddOptions extends CommonOptions {
  readonly forced?: boolean;
  readonly titleJa: string;
  readonly titleEn: string;
  readonly bodyJa: string;
  readonly bodyEn: string;
  readonly from?: string;
  readonly until?: string;
}

const instantOf = (option: string, text: string): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new UsageError(`${option} takes a time with its offset, e.g. 2027-04-01T00:00:00+09:00`);
  }
};

const textOf = (option: string, text: string, most: number): string => {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > most)
    throw new UsageError(`${option} takes 1 to ${most} characters`);
  return trimmed;
};

const noticeOf = (noticeId: string, options: AddOptions, now: Temporal.Instant): Notice => {
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(noticeId))
    throw new UsageError("a notice's ID is 2 to 40 lower-case letters, digits and hyphens");
  const publishedFrom = options.from === undefined ? now : instantOf("--from", options.from);
  const publishedUntil = options.until === undefined ? null : instantOf("--until", options.until);
  if (publishedUntil !== null && Temporal.Instant.compare(publishedFrom, publishedUntil) >= 0)
    throw new UsageError("--until must be after --from");
  return {
    noticeId,
    kind: options.forced === true ? "forced" : "ordinary",
    title: {
      ja: textOf("--title-ja", options.titleJa, MOST_TITLE),
      en: textOf("--title-en", options.titleEn, MOST_TITLE),
    },
    body: {
      ja: textOf("--body-ja", options.bodyJa, MOST_BODY),
      en: textOf("--body-en", options.bodyEn, MOST_BODY),
    },
    publishedFrom,
    publishedUntil,
  };
};

const add = (cli: Cli): Command =>
  changingCommand("add", "publishes a notice to the institution's customers")
    .argument("<notice>", "its ID: lower-case letters, digits and hyphens")
    .requiredOption("--title-ja <text>", "title in Japanese")
    .requiredOption("--title-en <text>", "title in English")
    .requiredOption("--body-ja <text>", "text in Japanese; plain")
    .requiredOption("--body-en <text>", "text in English; plain")
    .option("--from <time>", "shown from, with offset; now unless given")
    .option("--until <time>", "first time at which it is no longer shown; until it is ended unless given")
    .option("--forced", "every user must read and confirm it before anything else is reached")
    .action((noticeId: string, options: AddOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const change = { actor: staffOf(cli, options), origin: localOrigin(context.random) };
        const now = context.clock.now();
        const notice = noticeOf(noticeId, options, now);
        const added = orRefuse(await addNotice(context, institution.code, notice, change));
        printOne(cli, { json: options.json ?? false, timeZone: institution.timeZone }, describe(added, now));
      }),
    );

const end = (cli: Cli): Command =>
  dangerousCommand("end", "takes a notice back")
    .argument("<notice>", "its ID")
    .action((noticeId: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const change = { actor: staffOf(cli, options), origin: localOrigin(context.random) };
        const wouldDo = "take this notice back; it is not shown again";
        demandConfirmation(cli, options, { institution, id: noticeId, wouldDo, facts: { notice: noticeId } });
        const ended = orRefuse(await endNotice(context, institution.code, noticeId, change));
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, describe(ended, context.clock.now()));
      }),
    );

/** `tegata notice …` */
export const noticeGroup = (cli: Cli): Command =>
  new Command("notice")
    .description("notices of an institution to its customers")
    .addCommand(list(cli))
    .addCommand(add(cli))
    .addCommand(end(cli));
