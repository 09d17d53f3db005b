import assert from "node:assert/strict";
import { test } from "node:test";
import type { DomainContext } from "#domain/context.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { shippedInstitution } from "#test/support/population.ts";
import { verifyIdentity } from "./credentials.ts";
import { tidyCredentialFailures } from "./tidy.ts";

const shipped = shippedInstitution("hisui");
const once = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 1 };
const institution = { ...shipped, lockout: { ...shipped.lockout, login: once } };
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const context: DomainContext = {
  database: await testDatabase(),
  clock,
  random: systemRandom,
  institutions: createRegistry([institution]),
};

const fail = async (loginId: string): Promise<string> => {
  const outcome = await verifyIdentity(context, {
    institution,
    values: { loginId, loginPassword: "wrong123" },
    origin: { address: "192.0.2.1", supportId: "00000-00000" },
  });
  return outcome.ok ? "OK" : outcome.refusal.code;
};

test("failures of a year ago are forgotten; recent ones and permanent stops are not", async () => {
  await fail("nobody1");
  for (let time = 0; time < 3; time += 1) await fail("nobody2");
  clock.advance({ hours: 366 * 24 + 1 });
  await fail("nobody3");
  assert.deepEqual(await tidyCredentialFailures(context), { failures: 1 });
  assert.deepEqual(await tidyCredentialFailures(context), { failures: 0 });
  assert.equal(await fail("nobody2"), "CREDENTIAL_STOPPED");
});
