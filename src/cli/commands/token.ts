import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { assignToken, importTokens } from "#domain/second-factor/one-time-password/import.ts";
import { initialiseToken, listTokens, revokeToken } from "#domain/second-factor/one-time-password/manage.ts";
import { CSV_HEADER, readTokensCsv } from "#domain/second-factor/one-time-password/read-csv.ts";
import { readSerial, type Token } from "#domain/second-factor/one-time-password/token.ts";
import { messageOf } from "#platform/errors.ts";
import type { Cli } from "../cli.ts";
import { CommandRefused, EnvironmentError, orRefuse, UsageError } from "../exit.ts";
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

const describe = (token: Token): Row => ({
  serial: token.serial,
  kind: token.kind,
  state: token.state,
  contract: token.contractId,
  user: token.user?.userId,
  algorithm: token.parameters.algorithm,
  digits: token.parameters.digits,
  periodSeconds: token.parameters.periodSeconds,
  driftSteps: token.driftSteps,
  startedAt: token.startedAt,
  revokedAt: token.revokedAt,
});

const serialOf = (text: string): string => {
  const serial = readSerial(text);
  if (serial === undefined) throw new UsageError("a serial is 4 to 32 letters, digits and hyphens");
  return serial;
};

/** Who acts, where, and how the answer is printed. */
const setting = (cli: Cli, { context }: CommandSystem, options: CommonOptions) => {
  const institution = institutionNamed(context.institutions, options.institution);
  const listing = { json: options.json ?? false, timeZone: institution.timeZone };
  const act = { institution, actor: staffOf(cli, options), origin: localOrigin(context.random) };
  return { context, institution, listing, act };
};

const importCommand = (cli: Cli): Command =>
  changingCommand("import", "puts hardware tokens into stock: all of a file, or none")
    .argument("<file>", `CSV with the headings ${CSV_HEADER}; the seed in hexadecimal`)
    .action((file: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { context, listing, act } = setting(cli, system, options);
        const text = await readFile(file, "utf8").catch((error: unknown) => {
          throw new EnvironmentError(`${file} cannot be read: ${messageOf(error)}`);
        });
        const tokens = orRefuse(readTokensCsv(text));
        printOne(cli, listing, { imported: orRefuse(await importTokens(context, act, tokens)) });
      }),
    );

const assign = (cli: Cli): Command =>
  changingCommand("assign", "gives a hardware token to a user, or to a contract for any of its users")
    .argument("<serial>", "as printed on the token")
    .argument("<owner>", "<contract>/<user>, or <contract>")
    .action((text: string, owner: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { context, listing, act } = setting(cli, system, options);
        const serial = serialOf(text);
        const [contractId = "", userId, ...rest] = owner.split("/");
        if (rest.length > 0) throw new UsageError("an owner is named <contract>/<user> or <contract>");
        const whom = userId === undefined ? { contractId } : { contractId, userId };
        orRefuse(await assignToken(context, act, serial, whom));
        printOne(cli, listing, { assigned: serial, to: owner });
      }),
    );

const list = (cli: Cli): Command =>
  institutionCommand("list", "the tokens of an institution or a contract")
    .option("--contract <contract>", "only this contract's")
    .action(({ institution: id, json = false, contract }: CommonOptions & { readonly contract?: string }) =>
      withSystem(cli, async ({ context }) => {
        const { code, timeZone } = institutionNamed(context.institutions, id);
        printRows(cli, { json, timeZone }, (await listTokens(context, code, contract)).map(describe));
      }),
    );

const dangerous = (
  cli: Cli,
  name: string,
  { description, wouldDo, run }: { description: string; wouldDo: string; run: typeof revokeToken },
): Command =>
  dangerousCommand(name, description)
    .argument("<serial>", "as printed on the token, or as `list` shows it")
    .action((text: string, options: CommonOptions) =>
      withSystem(cli, async (system) => {
        const { context, institution, listing, act } = setting(cli, system, options);
        const serial = serialOf(text);
        const token = (await listTokens(context, institution.code)).find((one) => one.serial === serial);
        if (token === undefined)
          throw new CommandRefused({ code: "OTP_TOKEN_UNKNOWN", detail: `no token ${serial}` });
        demandConfirmation(cli, options, { institution, id: serial, wouldDo, facts: describe(token) });
        orRefuse(await run(context, { ...act, serial }));
        printOne(cli, listing, { done: name, serial });
      }),
    );

/** `tegata token …` */
export const tokenGroup = (cli: Cli): Command =>
  new Command("token")
    .description("tokens for one-time passwords")
    .addCommand(importCommand(cli))
    .addCommand(assign(cli))
    .addCommand(list(cli))
    .addCommand(
      dangerous(cli, "revoke", {
        description: "ends a token for good",
        wouldDo: "revoke the token",
        run: revokeToken,
      }),
    )
    .addCommand(
      dangerous(cli, "initialise", {
        description: "puts a hardware token back before its start of use, for the same user",
        wouldDo: "initialise the token",
        run: initialiseToken,
      }),
    );
