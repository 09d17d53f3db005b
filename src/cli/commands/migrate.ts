import { Command } from "commander";
import { migrate } from "#platform/database/migrate.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError } from "../exit.ts";
import { configOf, withServer } from "../system.ts";

/** `tegata migrate`: brings the schema up to this program's. */
export const migrateCommand = (cli: Cli): Command =>
  new Command("migrate")
    .description("brings the database's schema up to this program's; forward only")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withServer(configOf(cli), async (connectionString) => {
        const outcome = await migrate(connectionString).catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          throw new EnvironmentError(`the schema was not brought up: ${reason}`, { cause: error });
        });
        if (!outcome.ok) throw new EnvironmentError(outcome.refusal.detail);
        if (json) cli.print(JSON.stringify(outcome.value));
        else
          cli.print(outcome.value.length === 0 ? "nothing to apply" : `applied: ${outcome.value.join(", ")}`);
      }),
    );
