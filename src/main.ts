import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { describeProblems, loadInstitutions } from "#domain/institution/load.ts";
import { startEmbedded, type EmbeddedServer } from "#platform/database/embedded.ts";
import { migrate } from "#platform/database/migrate.ts";
import { codeOf, messageOf } from "#platform/errors.ts";
import { createLog, type Log } from "#platform/log/log.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { readConfig, type Config } from "./config.ts";
import { demonstrationUsers } from "./demo/file.ts";
import { startSystem, type System } from "./system.ts";
import { parseRoles, roles as allRoles, type Role } from "./system/roles.ts";
import { StartRefusal } from "./system/start-refusal.ts";

/** What `serve` is told on the command line. */
export interface ServeOptions {
  /** With demonstration data, certificates and mail of its own. */
  readonly demonstration: boolean;
  readonly roles: readonly Role[];
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const configOf = (environment: NodeJS.ProcessEnv): Config => {
  const config = readConfig(environment);
  if (config.ok) return config.value;
  throw new StartRefusal(config.refusal.map(({ variable, reason }) => `${variable}: ${reason}`).join("\n"));
};

const logFile = (config: Config): string => join(config.varDirectory, "tegata.log");

const startDatabase = async (config: Config, log: Log): Promise<EmbeddedServer | undefined> =>
  config.databaseUrl === undefined
    ? startEmbedded({
        directory: join(config.varDirectory, "postgres"),
        onRestart: () => log.error("PostgreSQL was gone and has been started again"),
      })
    : undefined;

const migrateSchema = async (connectionString: string, log: Log): Promise<void> => {
  const outcome = await migrate(connectionString);
  if (!outcome.ok) throw new StartRefusal(outcome.refusal.detail, 4);
  if (outcome.value.length > 0) log.info({ migrations: outcome.value }, "schema migrated");
};

/** A running program. */
export interface Serving {
  readonly system: System;
  stop(): Promise<void>;
}

/**
 * Starts everything the options name: the database if none is named, the migrations, the roles.
 *
 * @throws StartRefusal with what is wrong and the exit code.
 */
export const serve = async (options: ServeOptions, environment = process.env): Promise<Serving> => {
  const config = configOf(environment);
  const institutions = loadInstitutions(config.institutionsDirectory);
  if (!institutions.ok) throw new StartRefusal(describeProblems(institutions.refusal));
  await mkdir(config.varDirectory, { recursive: true });
  // The demonstration talks to a person: its log goes to a file.
  const destination = options.demonstration
    ? pino.destination({ dest: logFile(config), sync: true })
    : undefined;
  const log = createLog({ level: config.logLevel, ...(destination === undefined ? {} : { destination }) });
  const server = await startDatabase(config, log);
  try {
    const connectionString = server?.connectionString ?? config.databaseUrl ?? "";
    await migrateSchema(connectionString, log);
    const system = await startSystem({
      ...options,
      config,
      connectionString,
      log,
      institutions: institutions.value,
      clock: systemClock,
      random: systemRandom,
    });
    const stop = async (): Promise<void> => {
      await system.stop();
      await server?.stop();
    };
    return { system, stop };
  } catch (error) {
    await server?.stop();
    throw error;
  }
};

/** Where to go and who to be, for people. `var/demo.json` says the same to programs. */
const describe = ({ addresses, context, files }: System): string => {
  const users = demonstrationUsers(context.institutions);
  const secrets = (user: Readonly<Record<string, string>>): string =>
    Object.entries(user)
      .filter(([name]) => !["institution", "role"].includes(name))
      .map(([name, value]) => `${name} ${value}`)
      .join("  ");
  const institutions = context.institutions.all.flatMap((institution) => [
    "",
    `${institution.displayName.ja} (${institution.id})  ${addresses.portal[institution.id] ?? ""}`,
    ...users
      .filter((user) => user["institution"] === institution.id)
      .map((user) => `    ${(user["role"] ?? "").padEnd(13)}  ${secrets(user)}`),
  ]);
  return [
    ...institutions,
    "",
    `Registration authority  ${addresses.enrollment}`,
    `Validation (OCSP, CRL)  ${addresses.validation}`,
    `Operations terminal     ${addresses.operations}`,
    `Mail of this demo       ${addresses.mail}`,
    "",
    `Let your browser trust  ${files.serverCa ?? ""}`,
    `The same for programs   ${files.demonstration ?? ""}`,
  ].join("\n");
};

const parseOptions = (args: readonly string[]): ServeOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: { demo: { type: "boolean", default: false }, role: { type: "string" } },
  });
  const roles = values.role === undefined ? allRoles : parseRoles(values.role);
  if (roles === undefined) {
    throw new StartRefusal(`--role ${values.role ?? ""}: the roles are ${allRoles.join(", ")}`);
  }
  return { demonstration: values.demo, roles };
};

/** Ctrl+C reaches this process twice: from the terminal, and passed on by `npm start`. */
const ECHO_MILLISECONDS = 2000;

/** Waits for the first signal. A later one, from somebody who has lost patience, ends the process at once. */
const untilSignalled = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let signalledAt: number | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (signalledAt !== undefined && performance.now() - signalledAt > ECHO_MILLISECONDS) process.exit(130);
      signalledAt ??= performance.now();
      resolve(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  });

/** `npm start` and `bin/tegata serve`: runs until a signal, and gives the exit code. */
export const runServe = async (args: readonly string[]): Promise<number> => {
  const startedAt = performance.now();
  const signalled = untilSignalled();
  try {
    const options = parseOptions(args);
    const serving = await serve(options);
    if (options.demonstration) say(describe(serving.system));
    say(`\ntegata: ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s. Stop with Ctrl+C.`);
    const signal = await signalled;
    say(`\ntegata: ${signal}: stopping …`);
    await serving.stop();
    say("tegata: stopped.");
    return 0;
  } catch (error) {
    const isUsage = codeOf(error)?.startsWith("ERR_PARSE_ARGS") === true;
    const isExpected = isUsage || error instanceof StartRefusal;
    const text = !isExpected && error instanceof Error ? error.stack : messageOf(error);
    process.stderr.write(`tegata: ${text ?? ""}\n`);
    if (isUsage) return 2;
    return error instanceof StartRefusal ? error.exitCode : 1;
  }
};

if (import.meta.main) process.exitCode = await runServe(process.argv.slice(2));
