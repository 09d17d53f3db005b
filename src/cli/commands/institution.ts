import { Command } from "commander";
import { resolve } from "node:path";
import { describeProblems, loadInstitutions } from "#domain/institution/load.ts";
import type { Cli } from "../cli.ts";
import { systemClock } from "#shared/clock.ts";
import { datedKeyTypes } from "../doctor/key-types.ts";
import { EnvironmentError } from "../exit.ts";
import { institutionNamed } from "../subjects.ts";
import { configOf, institutionsOf } from "../system.ts";
import { printRows } from "../table.ts";

const list = (cli: Cli): Command =>
  new Command("list")
    .description("the institutions of this installation")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) => {
      const rows = institutionsOf(configOf(cli)).all.map(({ id, code, family, displayName, source }) => ({
        id,
        code,
        family,
        name: displayName[cli.language],
        source,
      }));
      printRows(cli, { json, timeZone: "UTC" }, rows);
    });

const show = (cli: Cli): Command =>
  new Command("show")
    .description("an institution's whole policy, defaults included, as JSON")
    .argument("<id>", "short name of the institution")
    .option("--json", "print JSON (it always is)")
    .action((id: string) => {
      const policy = institutionNamed(institutionsOf(configOf(cli)), id);
      cli.print(JSON.stringify(policy, null, 2));
      for (const { text } of datedKeyTypes(policy, systemClock.now())) cli.complain(text);
    });

const check = (cli: Cli): Command =>
  new Command("check")
    .description("checks all policy files of a folder and names everything that is wrong")
    .argument("[folder]", "folder of policy files (default: the configured one)")
    .option("--json", "print JSON")
    .action((folder: string | undefined, { json = false }: { json?: boolean }) => {
      const loaded = loadInstitutions(
        folder === undefined ? configOf(cli).institutionsDirectory : resolve(folder),
      );
      if (!loaded.ok) {
        if (json) cli.print(JSON.stringify(loaded.refusal, null, 2));
        throw new EnvironmentError(describeProblems(loaded.refusal));
      }
      if (json) cli.print("[]");
      else cli.print(`${loaded.value.all.length} institutions, nothing wrong`);
    });

/** `tegata institution …` */
export const institutionGroup = (cli: Cli): Command =>
  new Command("institution")
    .description("institutions and their policies")
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(check(cli));
