import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase, type TestDatabase } from "#test/support/database.ts";
import { enqueueMail } from "./mail.ts";
import { deadLetters, discardDeadLetters, mailQueueFigures, retryDeadLetters } from "./dead-letters.ts";

const mail = (to: string) => ({ to, subject: "題", text: "本文" });

const queue = (database: TestDatabase, institutionCode: string, to: string): Promise<void> =>
  database.inInstitution(institutionCode, (tx) => enqueueMail(tx, mail(to)));

/** As the queue leaves a job after its last attempt. */
const die = (database: TestDatabase, to: string): Promise<unknown> =>
  database.asOwner(
    "update graphile_worker._private_jobs set attempts = max_attempts, last_error = '550 no such mailbox' where payload ->> 'to' = $1",
    [to],
  );

test("a mail that failed for the last time is a dead letter of its institution, and waits no more", async (t) => {
  const database = await testDatabase(t);
  for (const to of ["a@x.example", "b@x.example"]) await queue(database, "9001", to);
  await queue(database, "9002", "c@x.example");
  for (const to of ["a@x.example", "c@x.example"]) await die(database, to);
  const figures = await mailQueueFigures(database);
  assert.deepEqual([figures.waiting, figures.dead], [1, 2]);
  assert.ok(figures.waitingSince);
  const letters = await database.inInstitution("9001", deadLetters);
  assert.deepEqual(
    letters.map(({ task, payload, attempts, lastError }) => [task, payload["to"], attempts, lastError]),
    [["send-mail", "a@x.example", 25, "550 no such mailbox"]],
  );
});

test("one whose last attempt is under way, or that is tried again, is none", async (t) => {
  const database = await testDatabase(t);
  await queue(database, "9001", "a@x.example");
  await queue(database, "9001", "b@x.example");
  await die(database, "a@x.example");
  await database.asOwner(
    "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'w' where payload ->> 'to' = 'a@x.example'",
  );
  await database.asOwner(
    "update graphile_worker._private_jobs set attempts = 24 where payload ->> 'to' = 'b@x.example'",
  );
  const figures = await mailQueueFigures(database);
  assert.deepEqual([figures.waiting, figures.dead], [2, 0]);
  assert.deepEqual(await database.inInstitution("9001", deadLetters), []);
});

test("retried ones wait again from the first attempt on; discarded ones are gone; others' are left alone", async (t) => {
  const database = await testDatabase(t);
  await queue(database, "9001", "a@x.example");
  await queue(database, "9001", "b@x.example");
  await queue(database, "9002", "c@x.example");
  await queue(database, "9001", "waits@x.example");
  for (const to of ["a", "b", "c"]) await die(database, `${to}@x.example`);
  const all = await database.asOwner<{ id: string }>(
    "select id from graphile_worker._private_jobs order by id",
  );
  const ids = all.map(({ id }) => Number(id));
  const [a = 0, b = 0] = ids;
  assert.deepEqual(await database.inInstitution("9001", (tx) => retryDeadLetters(tx, [a, 999])), [a]);
  const [row] = await database.asOwner<{ attempts: number }>(
    "select attempts from graphile_worker._private_jobs where id = $1",
    [a],
  );
  assert.equal(row?.attempts, 0);
  assert.deepEqual(await database.inInstitution("9001", (tx) => discardDeadLetters(tx, ids)), [b]);
  const left = await database.asOwner<{ to: string }>(
    "select payload ->> 'to' as to from graphile_worker._private_jobs order by id",
  );
  assert.deepEqual(
    left.map(({ to }) => to),
    ["a@x.example", "c@x.example", "waits@x.example"],
  );
});

test("the jobs of all mails are queued in one statement, behind everything else", async (t) => {
  const database = await testDatabase(t);
  const { sql } = await import("kysely");
  await database.inInstitution("9001", (tx) =>
    sql`select enqueue_jobs('send-reminder', array['{"n":1}', '{"n":2}']::json[], 10)`.execute(tx),
  );
  const rows = await database.asOwner("select priority from graphile_worker._private_jobs");
  assert.deepEqual(rows, [{ priority: 10 }, { priority: 10 }]);
  await assert.rejects(database.asOwner("select enqueue_jobs('Not A Name', '{}', 1)"), /not a job name/);
});
