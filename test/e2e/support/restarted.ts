import { createLog } from "#platform/log/log.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import type { TestSystem } from "#test/support/system.ts";
import { readConfig } from "../../../src/config.ts";
import { startSystem } from "../../../src/system.ts";

/**
 * The same system started again by its clock: same database, keys and ports, and TLS certificates made anew where they
 * have run out meanwhile. Stopped with the test.
 */
export const restarted = async (
  t: { after(stop: () => Promise<void>): void },
  system: TestSystem,
): Promise<TestSystem> => {
  await system.stop();
  const { ports, varDirectory, connectionString, clock } = system;
  const named = Object.entries(ports).map(([name, port]) => [
    `TEGATA_${name.toUpperCase()}_PORT`,
    String(port),
  ]);
  const config = readConfig({
    ...Object.fromEntries(named),
    TEGATA_REQUESTS_PER_MINUTE: "0",
    TEGATA_VAR: varDirectory,
  });
  invariant(config.ok, config.ok ? "" : JSON.stringify(config.refusal));
  const again = await startSystem({
    config: config.value,
    institutions: shippedInstitutions(),
    connectionString,
    clock,
    random: systemRandom,
    log: createLog({ level: "silent" }),
    demonstration: true,
  });
  t.after(() => again.stop());
  const { authority, mailbox } = again;
  invariant(authority !== undefined && mailbox !== undefined, "the demonstration has all parts");
  return { ...system, ...again, authority, mailbox };
};
