import { join, resolve } from "node:path";
import { Command } from "commander";
import { backUpEmbedded } from "../../system/embedded-backup.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError, UsageError } from "../exit.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

/** `tegata backup` */
export const backupCommand = (cli: Cli): Command =>
  new Command("backup")
    .description(
      "makes a base backup of the embedded database while it runs; keys and settings are not part of it",
    )
    .argument("<directory>", "made new")
    .option("--json", "print JSON")
    .action((directory: string, { json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ config, connectionString }) => {
        if (config.databaseUrl !== undefined) {
          throw new UsageError(
            "DATABASE_URL is set: back that server up with PostgreSQL's own tools (pg_basebackup)",
          );
        }
        const made = await backUpEmbedded(
          { connectionString, dataDirectory: join(config.varDirectory, "postgres", "data") },
          resolve(directory),
        ).catch((error: unknown) => {
          throw new EnvironmentError(error instanceof Error ? error.message : String(error), {
            cause: error,
          });
        });
        printOne(cli, { json, timeZone: "UTC" }, { ...made });
      }),
    );
