import { join } from "node:path";
import { readConfig, type Config } from "../config.ts";
import { readRefusedSecrets } from "../system/refused-secrets.ts";
import type { DomainContext } from "#domain/context.ts";
import { describeProblems, loadInstitutions } from "#domain/institution/load.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { openDatabase } from "#platform/database/database.ts";
import { startEmbedded } from "#platform/database/embedded.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { openSecretBox } from "../system/data-key.ts";
import type { Cli } from "./cli.ts";
import { EnvironmentError } from "./exit.ts";
import { assertSchemaCurrent } from "./schema.ts";

/** What commands that work on the data use. */
export interface CommandSystem {
  readonly config: Config;
  readonly context: DomainContext;
  /** For the owner of the schema. */
  readonly connectionString: string;
}

/** The settings, or exit code 3 with every fault. */
export const configOf = (cli: Cli): Config => {
  const config = readConfig(cli.environment);
  if (config.ok) return config.value;
  throw new EnvironmentError(
    config.refusal.map(({ variable, reason }) => `${variable}: ${reason}`).join("\n"),
  );
};

/** The institutions, or exit code 3 with every fault of every file. */
export const institutionsOf = (config: Config): InstitutionRegistry => {
  const loaded = loadInstitutions(config.institutionsDirectory);
  if (loaded.ok) return loaded.value;
  throw new EnvironmentError(describeProblems(loaded.refusal));
};

const unreachable = (error: unknown): EnvironmentError =>
  new EnvironmentError(
    `the database cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  );

/**
 * Runs `run` with the address of the database: `DATABASE_URL`, or the embedded server under `var/`, which is shared
 * with a running `tegata serve` and started for the while where none runs.
 */
export const withServer = async <T>(
  config: Config,
  run: (connectionString: string) => Promise<T>,
): Promise<T> => {
  if (config.databaseUrl !== undefined) return run(config.databaseUrl);
  const directory = join(config.varDirectory, "postgres");
  const server = await startEmbedded({ directory }).catch((error: unknown) => {
    throw unreachable(error);
  });
  try {
    return await run(server.connectionString);
  } finally {
    await server.stop();
  }
};

/** Runs `run` with everything that commands on the data use, and closes it again. */
export const withSystem = async <T>(cli: Cli, run: (system: CommandSystem) => Promise<T>): Promise<T> => {
  const config = configOf(cli);
  const institutions = institutionsOf(config);
  return withServer(config, async (connectionString) => {
    await assertSchemaCurrent(connectionString);
    const database = await openDatabase({ connectionString, connections: 4 }).catch((error: unknown) => {
      throw unreachable(error);
    });
    try {
      const refusedSecrets = readRefusedSecrets(config.refusedSecretsFile);
      const random = systemRandom;
      const secretBox = await openSecretBox(config, random, (message) => new EnvironmentError(message));
      const context = { database, institutions, clock: systemClock, random, refusedSecrets, secretBox };
      return await run({ config, context, connectionString });
    } finally {
      await database.close();
    }
  });
};
