import { Command } from "commander";
import { createEnrollmentToken, MOST_TOKEN_SECONDS } from "#domain/enrollment/tokens.ts";
import type { Cli } from "../cli.ts";
import { orRefuse, UsageError } from "../exit.ts";
import {
  changingCommand,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

interface CreateOptions extends CommonOptions {
  readonly validSeconds: string;
}

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!Number.isSafeInteger(seconds) || seconds < 60 || seconds > MOST_TOKEN_SECONDS)
    throw new UsageError(`--valid-seconds takes a number from 60 to ${MOST_TOKEN_SECONDS}`);
  return seconds;
};

const create = (cli: Cli): Command =>
  changingCommand("create", "makes a one-time token with which an EST client enrols for a user; printed once")
    .argument("<user>", "<contract>/<user>, or the login ID")
    .option("--valid-seconds <seconds>", "how long it can be used", "3600")
    .action((name: string, options: CreateOptions) =>
      withSystem(cli, async ({ context }) => {
        const validSeconds = secondsOf(options.validSeconds);
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const made = await createEnrollmentToken(context, {
          user: user.reference,
          actor: staffOf(cli, options),
          validSeconds,
          origin: localOrigin(context.random),
        });
        const { token, expiresAt } = orRefuse(made);
        const { timeZone } = institution;
        const listing = { json: options.json ?? false, timeZone };
        printOne(cli, listing, { user: nameOfUser(user), token, expiresAt });
      }),
    );

/** `tegata enrollment-token …` */
export const enrollmentTokenGroup = (cli: Cli): Command =>
  new Command("enrollment-token").description("one-time tokens for EST clients").addCommand(create(cli));
