import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { DomainContext } from "#domain/context.ts";
import { createLog } from "#platform/log/log.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { assertNotRestored, watchForRestore } from "./restore-guard.ts";
import { acceptFirstLineage, finishRestore, restoreState } from "#domain/restore/restore.ts";

const actor = { kind: "staff", name: "operator" } as const;

const world = async (t: TestContext) => {
  const database = await testDatabase(t);
  const clock = settableClock(Temporal.Instant.from("2026-06-01T00:00:00Z"));
  const context: DomainContext = {
    database,
    clock,
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  /** As a database looks after it was recovered to a point in time: the server is one timeline further. */
  const pretendRestore = () => database.asOwner("update database_lineage set timeline = timeline + 1");
  return { context, database, pretendRestore };
};

test("the first start is remembered once, whoever comes first", async (t) => {
  const { context, database } = await world(t);
  await Promise.all([acceptFirstLineage(context), acceptFirstLineage(context), assertNotRestored(context)]);
  const rows = await database.asOwner("select accepted_as from database_lineage");
  assert.deepEqual(rows, [{ accepted_as: "begun" }]);
  await assertNotRestored(context);
});

test("a restored database is not served until the restore is finished; that ends sessions and is audited", async (t) => {
  const { context, database, pretendRestore } = await world(t);
  await assertNotRestored(context);
  await pretendRestore();
  await assert.rejects(assertNotRestored(context), { name: "StartRefusal", message: /restored/ });
  const state = await restoreState(context);
  assert.ok(state !== "recovering" && state.isPending);
  const finished = await finishRestore(context, { as: "replayed", actor });
  assert.ok(finished !== "recovering" && !finished.isPending);
  await assertNotRestored(context);
  const events = await database.asOwner(
    "select actor, facts->>'as' as done from audit_event where event = 'database.restored'",
  );
  assert.deepEqual(events, [{ actor: "operator", done: "replayed" }]);
  // Nothing to finish: nothing is written.
  await finishRestore(context, { as: "replayed", actor });
  assert.equal((await database.asOwner("select from database_lineage")).length, 2);
});

test("a database of another system is not served either", async (t) => {
  const { context, database } = await world(t);
  await assertNotRestored(context);
  await database.asOwner("update database_lineage set system_identifier = '1'");
  await assert.rejects(assertNotRestored(context), {
    name: "StartRefusal",
    message: /of system 1 was served last/,
  });
});

test("a program that runs notices that the database under it was restored, and stops serving", async (t) => {
  const { context, pretendRestore } = await world(t);
  await assertNotRestored(context);
  const stops: number[] = [];
  const watch = watchForRestore({
    context,
    log: createLog({ level: "silent" }),
    onRestored: () => void stops.push(1),
    everyMilliseconds: 20,
  });
  t.after(() => watch.stop());
  await pause(100);
  assert.equal(stops.length, 0);
  await pretendRestore();
  for (let attempt = 0; attempt < 200 && stops.length === 0; attempt += 1) await pause(20);
  await pause(60);
  assert.equal(stops.length, 1);
});
