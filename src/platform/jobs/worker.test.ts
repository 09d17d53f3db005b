import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { testDatabase, type TestDatabase } from "#test/support/database.ts";
import { createLog } from "../log/log.ts";
import { enqueueJob } from "./enqueue.ts";
import { startWorker, type Task } from "./worker.ts";

const log = createLog({ level: "silent" });

const workerFor = async (t: TestContext, database: TestDatabase, tasks: Record<string, Task>) => {
  const worker = await startWorker({
    connectionString: database.connectionString,
    tasks,
    recurring: [],
    log,
  });
  t.after(() => worker.stop());
  return worker;
};

/** Waits until `condition` holds; fails after ten seconds. */
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await condition()) return;
    await pause(50);
  }
  assert.fail("waited ten seconds in vain");
};

const waiting = async (database: TestDatabase): Promise<number> => {
  const [row] = await database.asOwner<{ n: number }>("select count(*)::int as n from graphile_worker.jobs");
  return row?.n ?? -1;
};

test("a job runs if and only if its transaction commits", async (t) => {
  const database = await testDatabase(t);
  await database.inInstitution("9001", (tx) => enqueueJob(tx, "note", { n: "committed" }));
  await assert.rejects(
    database.inInstitution("9001", async (tx) => {
      await enqueueJob(tx, "note", { n: "rolled back" });
      throw new Error("no");
    }),
    /^Error: no$/,
  );
  const done: unknown[] = [];
  await workerFor(t, database, { note: async (payload) => void done.push(payload) });
  await until(async () => (await waiting(database)) === 0);
  assert.deepEqual(done, [{ n: "committed" }]);
});

test("a job that failed is kept for another try, and does not stop the others", async (t) => {
  const database = await testDatabase(t);
  await database.inInstitution("9001", (tx) => enqueueJob(tx, "fails", {}));
  await database.inInstitution("9001", (tx) => enqueueJob(tx, "works", {}));
  let worked = false;
  await workerFor(t, database, {
    fails: async () => {
      throw new Error("not today");
    },
    works: async () => {
      worked = true;
    },
  });
  await until(async () => worked && (await waiting(database)) === 1);
  await until(async () => {
    const [row] = await database.asOwner<{ attempts: number }>("select attempts from graphile_worker.jobs");
    return row?.attempts === 1;
  });
});

test("a job under the same key replaces the one that waits", async (t) => {
  const database = await testDatabase(t);
  const runAt = Temporal.Now.instant().add({ hours: 1 });
  for (const n of [1, 2, 3]) {
    await database.inInstitution("9001", (tx) => enqueueJob(tx, "note", { n }, { jobKey: "one", runAt }));
  }
  assert.equal(await waiting(database), 1);
});

test("what is no job name is a bug here and refused by the database as well", async (t) => {
  const database = await testDatabase(t);
  await assert.rejects(
    database.inInstitution("9001", (tx) => enqueueJob(tx, "Not A Name", {})),
    { name: "InvariantError" },
  );
  await assert.rejects(
    database.asOwner("select enqueue_job('Not A Name', '{}', null, null)"),
    /not a job name/,
  );
});

test("the program itself cannot read or change the queue", async (t) => {
  const database = await testDatabase(t);
  const { sql } = await import("kysely");
  await assert.rejects(
    database.inShared((tx) => sql`select * from graphile_worker.jobs`.execute(tx)),
    { code: "42501" },
  );
});

test("stopping waits for the job under way", async (t) => {
  const database = await testDatabase(t);
  let state = "waiting";
  const worker = await workerFor(t, database, {
    slow: async () => {
      state = "running";
      await pause(500);
      state = "done";
    },
  });
  await database.inInstitution("9001", (tx) => enqueueJob(tx, "slow", {}));
  await until(() => state === "running");
  await worker.stop();
  assert.equal(state, "done");
});
