import { homedir, hostname, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "#shared/clock.ts";
import { newSupportId } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Device, IssuerContext } from "../core/context.ts";
import { type Failure, failure, keyStoreFailure } from "../core/failure.ts";
import { type KeyStore, KeyStoreError } from "../core/key-store.ts";
import { Memory } from "../core/memory.ts";
import type { PasswordSource } from "../key-stores/nss/database.ts";
import { chromiumDatabase, firefoxDatabase, userDirectories } from "../key-stores/nss/locate.ts";
import { openNssKeyStore } from "../key-stores/nss/nss-key-store.ts";
import { Connection } from "../network/connection.ts";
import { EnrollmentClient } from "../network/enrollment-client.ts";
import { stateDirectory } from "../state-directory.ts";
import { exitCodes } from "./exit-codes.ts";
import { writeLog } from "./log-file.ts";
import { type CommonOptions, DEFAULT_SERVER } from "./options.ts";
import {
  type CommandLinePerson,
  type KnownValues,
  parseAnswers,
  scriptedPerson,
  stagePrinter,
  terminalPerson,
} from "./people.ts";
import { readAll, type Terminal } from "./terminal.ts";
import { type Language, systemLanguage, texts } from "./texts.ts";

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;

/** What a command works with. */
export interface Run {
  readonly options: CommonOptions;
  readonly language: Language;
  readonly terminal: Terminal;
  readonly person: CommandLinePerson;
  readonly memory: Memory;
  /** Writes to standard output: `human` lines, or the object where `--json` is wanted. */
  readonly print: (human: readonly string[], machine: unknown) => void;
}

/** This PC and OS user. */
export const thisDevice = (deviceName: string | undefined): Device => ({
  deviceName: (deviceName ?? hostname()).slice(0, 100),
  osUser: userInfo().username.slice(0, 100),
});

const personFor = async (
  options: CommonOptions,
  terminal: Terminal,
  language: Language,
  known: KnownValues,
): Promise<Result<CommandLinePerson, Failure>> => {
  const progress = stagePrinter(terminal.output, language);
  if (!options.answersStdin) return accepted(terminalPerson(terminal, language, known, progress));
  const answers = parseAnswers(await readAll(terminal.input));
  return answers === undefined
    ? refused(failure("G006e", "standard input is not a JSON object of texts"))
    : accepted(scriptedPerson(answers, known, progress));
};

/** Opens the key store that the options name. `create`: makes Chromium's where it is missing. */
export const openKeyStore = async (
  options: CommonOptions,
  password: PasswordSource,
  { create }: { readonly create: boolean },
): Promise<Result<KeyStore, Failure>> => {
  const user = userDirectories(process.env, homedir());
  const isFirefox = options.nssDatabase === undefined && options.browser === "firefox";
  const directory = options.nssDatabase ?? (isFirefox ? firefoxDatabase(user) : chromiumDatabase(user));
  if (directory === undefined)
    return refused(failure("KEY_STORE_NOT_FOUND", "Firefox has no default profile"));
  const opened = await openNssKeyStore(directory, { create, password });
  return opened.ok ? opened : refused(keyStoreFailure(opened.refusal));
};

/** A client for an institution; the caller closes its connection. */
export const clientFor = (
  run: Run,
  where: { readonly server: URL | undefined; readonly institution: string | undefined },
): Result<EnrollmentClient, Failure> => {
  if (where.institution === undefined) return refused(failure("G006e", "--institution is missing"));
  try {
    const connection = new Connection({
      server: where.server ?? new URL(DEFAULT_SERVER),
      serverCaFile: run.options.serverCa,
      environment: process.env,
      timeoutMilliseconds: REQUEST_TIMEOUT_MILLISECONDS,
    });
    return accepted(
      new EnrollmentClient(connection, where.institution, {
        wait: (milliseconds) => wait(milliseconds),
        onRepeat: () => run.person.progress("repeating"),
      }),
    );
  } catch (error) {
    return refused(failure("SERVER_NOT_TRUSTED", `--server-ca: ${String(error)}`));
  }
};

/** Runs something with the key store open, and closes it whatever happens. */
export const withKeyStore = async <Value>(
  run: Run,
  { create }: { readonly create: boolean },
  use: (context: IssuerContext) => Promise<Result<Value, Failure>>,
): Promise<Result<Value, Failure>> => {
  const opened = await openKeyStore(run.options, run.person.keyStorePassword, { create });
  if (!opened.ok) return opened;
  const { memory, person } = run;
  try {
    return await use({ keyStore: opened.value, memory, person, clock: systemClock, random: systemRandom });
  } finally {
    await opened.value.close();
  }
};

const reportFailure = (
  { options, language, terminal }: Pick<Run, "options" | "language" | "terminal">,
  failed: Failure,
): void => {
  const { code, kind, cause, action, supportId, detail } = failed;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ error: { code, kind, cause, action, supportId, detail } })}\n`);
    return;
  }
  const lines = [
    `${code}: ${cause[language]}`,
    action[language],
    `${texts.supportId[language]}: ${supportId}`,
  ];
  terminal.output.write(`${lines.join("\n")}\n`);
};

/** Runs a command from options to exit code; every failure is shown, logged, and carries a support id. */
export const runCommand = async (
  command: string,
  options: CommonOptions,
  known: KnownValues,
  work: (run: Run) => Promise<Result<number, Failure>>,
): Promise<number> => {
  const language = options.language ?? systemLanguage(process.env);
  const terminal: Terminal = { input: process.stdin, output: process.stderr };
  const log = join(stateDirectory(), "issuer.log");
  const print: Run["print"] = (human, machine) => {
    process.stdout.write(options.json ? `${JSON.stringify(machine)}\n` : `${human.join("\n")}\n`);
  };
  const memory = new Memory(join(stateDirectory(), "memory.json"));
  const person = await personFor(options, terminal, language, known);
  const outcome = person.ok
    ? await work({ options, language, terminal, person: person.value, memory, print }).catch(
        (error: unknown) => {
          if (error instanceof KeyStoreError) return refused(failure("KEY_STORE_NOT_USABLE", error.message));
          throw error;
        },
      )
    : person;
  if (outcome.ok) {
    writeLog(log, { at: systemClock.now(), command, outcome: "done" });
    return outcome.value;
  }
  const supportId = outcome.refusal.supportId ?? newSupportId(systemRandom);
  const { code, detail } = outcome.refusal;
  writeLog(log, { at: systemClock.now(), command, outcome: code, supportId, detail });
  reportFailure({ options, language, terminal }, { ...outcome.refusal, supportId });
  return exitCodes[outcome.refusal.kind];
};
