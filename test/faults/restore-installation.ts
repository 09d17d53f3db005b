import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { startEmbedded } from "#platform/database/embedded.ts";
import { createLog } from "#platform/log/log.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "../../src/cli/program.ts";
import { readConfig } from "../../src/config.ts";
import { startSystem, type System } from "../../src/system.ts";
import { freePort } from "../../src/system/free-port.ts";

const VAR = join(import.meta.dirname, "../../var");

/** An installation with an embedded database and a write-ahead archive, in a directory of its own. */
export interface Installation {
  readonly directory: string;
  readonly data: string;
  readonly archive: string;
  readonly environment: Record<string, string>;
  /** Done when the test is over, the last one first. */
  atEnd(step: () => Promise<unknown>): void;
  /** Starts the database, with its archive. */
  startDatabase(): Promise<{ readonly connectionString: string; stop(): Promise<void> }>;
  serve(connectionString: string): Promise<System>;
  tegata(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
}

/** Makes the installation; nothing of it runs yet. */
export const installation = async (t: TestContext): Promise<Installation> => {
  await mkdir(VAR, { recursive: true });
  const directory = await mkdtemp(join(VAR, "restore-"));
  await chmod(directory, 0o755);
  const archive = join(directory, "archive");
  await mkdir(archive);
  await chmod(archive, 0o777);
  const environment: Record<string, string> = {
    TEGATA_VAR: directory,
    TEGATA_MAIL_PORT: "0",
    TEGATA_VALIDATION_PORT: String(await freePort("127.0.0.1")),
    TEGATA_KEY_PASSPHRASE_FILE: join(directory, "passphrase"),
    TEGATA_REQUESTS_PER_MINUTE: "0",
  };
  await writeFile(join(directory, "passphrase"), "correct horse battery staple\n", { mode: 0o600 });
  const steps: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  t.after(async () => {
    for (const step of steps.toReversed()) await step();
  });
  const config = readConfig(environment);
  invariant(config.ok, "the settings are good");
  return {
    directory,
    data: join(directory, "postgres", "data"),
    archive,
    environment,
    atEnd: (step) => void steps.push(step),
    startDatabase: () =>
      startEmbedded({
        directory: join(directory, "postgres"),
        settings: { archive_mode: "on", archive_command: `cp %p ${archive}/%f`, archive_timeout: "60" },
      }),
    serve: async (connectionString) =>
      startSystem({
        config: config.value,
        institutions: shippedInstitutions(),
        connectionString,
        clock: systemClock,
        random: systemRandom,
        log: createLog({ level: process.env["TEST_LOG"] === "1" ? "info" : "silent" }),
        roles: ["validation", "worker"],
        demonstration: true,
      }),
    tegata: async (...words) => {
      const written = { out: "", err: "" };
      const cli = {
        environment,
        language: "en",
        operatingSystemUser: "operator",
        print: (text: string) => void (written.out += `${text}\n`),
        complain: (text: string) => void (written.err += `${text}\n`),
      } as const;
      return { code: await runCli(cli, words), ...written };
    },
  };
};
