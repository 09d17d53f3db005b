import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
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

test("a job of a worker that is gone is taken over, one of a worker that lives is not", async (t) => {
  const database = await testDatabase(t);
  const hold = async (n: number, worker: string): Promise<void> => {
    await database.inInstitution("9001", (tx) => enqueueJob(tx, "note", { n }));
    await database.asOwner(
      `update graphile_worker._private_jobs set locked_by = $2, locked_at = now() - interval '1 minute', attempts = 1
       where payload ->> 'n' = $1`,
      [String(n), worker],
    );
  };
  await hold(1, "worker-that-is-gone");
  await hold(2, "worker-that-lives");
  const living = new pg.Client({ connectionString: database.connectionString });
  await living.connect();
  await living.query("select pg_advisory_lock(hashtextextended('tegata worker worker-that-lives', 0))");
  const done: unknown[] = [];
  const worker = await startWorker({
    connectionString: database.connectionString,
    tasks: { note: async (payload) => void done.push(payload) },
    recurring: [],
    takeOverSeconds: 1,
    log,
  });
  t.after(() => worker.stop());
  await until(() => done.length === 1);
  await pause(1_500);
  assert.deepEqual(done, [{ n: 1 }]);
  await living.end();
  await until(() => done.length === 2);
});

test("a job has the same name at each attempt, and no other has it", async (t) => {
  const database = await testDatabase(t);
  for (const n of [1, 2]) await database.inInstitution("9001", (tx) => enqueueJob(tx, "note", { n }));
  const names: string[] = [];
  await workerFor(t, database, {
    note: async (_payload, { name }) => {
      names.push(name);
      if (names.length <= 2) throw new Error("again");
    },
  });
  await until(() => names.length === 2);
  await database.asOwner("update graphile_worker._private_jobs set run_at = now()");
  await until(() => names.length === 4);
  assert.equal(new Set(names).size, 2);
  assert.deepEqual(names.slice(0, 2).sort(), names.slice(2).sort());
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
