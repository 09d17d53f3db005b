import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { createLog } from "#platform/log/log.ts";
import type { Mailbox } from "#platform/mail/mailbox.ts";
import { settableClock, type SettableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { readConfig } from "../../src/config.ts";
import { demonstrationUsers, type DemonstrationUser } from "../../src/demo/file.ts";
import { startSystem, type System } from "../../src/system.ts";
import { shippedInstitutions } from "./population.ts";
import { testDatabaseUrl } from "./database.ts";

/** The whole program in this process, with demonstration data, on ports and a database of its own. */
export interface TestSystem extends System {
  readonly clock: SettableClock;
  readonly authority: CertificateAuthority;
  readonly mailbox: Mailbox;
  /** What `var` is elsewhere. */
  readonly varDirectory: string;
  /** For the owner of the schema. */
  readonly connectionString: string;
  /** PEM, and the file it is in: the authority of all TLS listeners. */
  readonly serverCa: string;
  readonly serverCaFile: string;
  readonly demonstrationFile: string;
  /** The demonstration's users of an institution, as in `demo.json`; its head first. */
  users(institutionId: string): readonly DemonstrationUser[];
  /** Lines that the program logged so far. */
  readonly logLines: readonly string[];
}

export interface TestSystemOptions {
  /** Stands at the present unless given; browsers and TLS clients look at the machine's own clock. */
  readonly clock?: SettableClock;
  /** Settings as in the environment, over those of the test. */
  readonly environment?: Readonly<Record<string, string>>;
}

const FREE_PORTS = {
  TEGATA_PORTAL_PORT: "0",
  TEGATA_GATE_PORT: "0",
  TEGATA_OPERATIONS_PORT: "0",
  TEGATA_ENROLLMENT_PORT: "0",
  TEGATA_VALIDATION_PORT: "0",
  TEGATA_MAIL_PORT: "0",
  TEGATA_REQUESTS_PER_MINUTE: "0",
};

const must = <Value>(value: Value | undefined, what: string): Value => {
  invariant(value !== undefined, `the demonstration has ${what}`);
  return value;
};

/**
 * Starts the system for a test (`t`), or for a whole file when called without `t` at its top. Stopped afterwards.
 * Recurring tasks run by themselves as well; a test that moved the clock calls `runTask("undo-unconfirmed")`.
 */
export const startTestSystem = async (
  t?: Pick<TestContext, "after">,
  options: TestSystemOptions = {},
): Promise<TestSystem> => {
  const cleanUps: (() => unknown)[] = [];
  const cleanUp = async (): Promise<void> => {
    for (const step of cleanUps.toReversed()) await step();
  };
  if (t === undefined) after(cleanUp);
  else t.after(cleanUp);
  const varDirectory = await mkdtemp(join(tmpdir(), "tegata-system-"));
  cleanUps.push(() => rm(varDirectory, { recursive: true, force: true }));
  const connectionString = await testDatabaseUrl({ after: (drop) => void cleanUps.push(drop) });
  const config = readConfig({ ...FREE_PORTS, TEGATA_VAR: varDirectory, ...options.environment });
  invariant(config.ok, config.ok ? "" : JSON.stringify(config.refusal));
  const logLines: string[] = [];
  const clock = options.clock ?? settableClock(Temporal.Now.instant());
  const institutions = shippedInstitutions();
  const system = await startSystem({
    config: config.value,
    institutions,
    connectionString,
    clock,
    random: systemRandom,
    log: createLog({ level: "info", destination: { write: (line) => void logLines.push(line) } }),
    demonstration: true,
  });
  cleanUps.push(() => system.stop());
  const serverCaFile = must(system.files.serverCa, "a server authority");
  const users = demonstrationUsers(institutions);
  return {
    ...system,
    clock,
    authority: must(system.authority, "an authority"),
    mailbox: must(system.mailbox, "a mailbox"),
    varDirectory,
    connectionString,
    serverCa: await readFile(serverCaFile, "utf8"),
    serverCaFile,
    demonstrationFile: must(system.files.demonstration, "a file"),
    users: (institutionId) => users.filter((user) => user["institution"] === institutionId),
    logLines,
  };
};
