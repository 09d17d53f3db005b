import assert from "node:assert/strict";
import { Agent } from "node:https";
import { test } from "node:test";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import type { ApiAnswer } from "#test/support/enrollment-client.ts";
import { EnrollmentClient, identityOf, stepOf } from "#test/support/enrollment-client.ts";
import { enrollmentWorld } from "#test/support/enrollment-world.ts";

const world = await enrollmentWorld();
const { server, context } = world;

/** What came of one acquisition: `done`, or the code of the first refusal. */
const outcomeOf = (answer: ApiAnswer): string => answer.code ?? answer.next?.kind ?? "nothing";

const AT_ONCE = 200;
/** Fewer where every attempt compares secrets, which is made to be slow. */
const PROVING_AT_ONCE = 60;

const tally = (outcomes: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
};

const assertOnly = (counts: ReadonlyMap<string, number>, expected: readonly string[]): void => {
  const unexpected = [...counts.keys()].filter((outcome) => !expected.includes(outcome));
  assert.deepEqual(unexpected, [], JSON.stringify([...counts]));
};

/** Certificates of the user that are active or on their way, by state. */
const living = async (user: User): Promise<[string, number][]> => {
  const rows = await context.database.asOwner<{ state: string; count: string }>(
    "select state, count(*) from certificate where contract_id = $1 and institution_code = $2 and state in ('active', 'issued', 'prepared') group by state",
    [user.reference.contractId, user.reference.institutionCode],
  );
  return rows.map(({ state, count }) => [state, Number(count)]);
};

/** From a proved session to the end, or to the first refusal. */
const finish = async (client: EnrollmentClient): Promise<string> => {
  const key = newPrivateKey("P-256");
  const requested = await client.request(key);
  if (requested.code !== undefined) return requested.code;
  return outcomeOf(await client.prove("confirmation", stepOf(requested, "install").toSign, key));
};

/**
 * Makes every open session one in which this user was proved. Proving takes long by design, and most of two hundred
 * proofs at once would be stopped as guessing before the rules are reached; the next test does that.
 */
const markProved = (user: User): Promise<unknown> =>
  context.database.asOwner(
    "update enrollment_session set contract_id = $1, user_id = $2, completed_steps = '{identity}' where institution_code = $3",
    [user.reference.contractId, user.reference.userId, user.reference.institutionCode],
  );

test("two hundred proved sessions of one ID go on at once: exactly one certificate becomes active", async () => {
  const user = await world.newUser("hisui");
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const clients = await Promise.all(
    Array.from({ length: AT_ONCE }, () => EnrollmentClient.start(server, "hisui", { agent })),
  );
  await markProved(user);
  const counts = tally(await Promise.all(clients.map(finish)));
  agent.destroy();
  assert.equal(counts.get("done"), 1, JSON.stringify([...counts]));
  assertOnly(counts, ["done", "ALREADY_HAS_CERTIFICATE", "ACQUISITION_TAKEN_OVER"]);
  assert.deepEqual(await living(user), [["active", 1]]);
});

for (const institutionId of ["hisui", "minato"]) {
  test(`${institutionId}: sixty acquisitions for one ID at once, proof and all: exactly one active certificate, and the ID is not stuck`, async () => {
    const user = await world.newUser(institutionId);
    const agent = new Agent({ keepAlive: true, maxSockets: PROVING_AT_ONCE });
    const attempt = async (): Promise<string> => {
      const client = await EnrollmentClient.start(server, institutionId, { agent });
      const proved = await client.answer(identityOf(user));
      return proved.code ?? finish(client);
    };
    const counts = tally(await Promise.all(Array.from({ length: PROVING_AT_ONCE }, attempt)));
    agent.destroy();
    assert.equal(counts.get("done"), 1, JSON.stringify([...counts]));
    assertOnly(counts, [
      "done",
      "ALREADY_HAS_CERTIFICATE",
      "ACQUISITION_TAKEN_OVER",
      // Attempts under way count as failures until they turn out right (lock-out under parallel guessing).
      "CREDENTIAL_STOPPED_TEMPORARILY",
      "CREDENTIAL_STOPPED",
    ]);
    assert.deepEqual(await living(user), [["active", 1]]);
    const client = await EnrollmentClient.start(server, institutionId);
    assert.equal((await client.answer(identityOf(user))).code, "ALREADY_HAS_CERTIFICATE");
  });
}
