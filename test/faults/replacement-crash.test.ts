import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { disownCertificate } from "#domain/replacement/disown.ts";
import { certificateActs } from "#domain/replacement/history.ts";
import { replaceOwn } from "#domain/replacement/replace.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { giveMailAddress, queuedMails } from "#test/support/replacement.ts";
import type { ReplacementCrashInstructions } from "./replacement-crash-child.ts";

/**
 * Killed in the middle, neither the old certificate is gone nor the right given: the process dies when its transaction
 * has revoked and granted, and waits to write the row of the history, which the test keeps it from.
 */

const CHILD = join(import.meta.dirname, "replacement-crash-child.ts");
const world = await loginWorld();
const { context } = world;
const { database } = context;
const hisui = world.institution("hisui");

/** Holds the table of the history, so that whoever wants to write there waits in the middle of the transaction. */
const holdHistory = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query("begin");
  await client.query("lock table certificate_history in access exclusive mode");
  return client;
};

const letGo = async (client: pg.Client): Promise<void> => {
  await client.query("rollback");
  await client.end();
};

const someoneWaits = async (): Promise<boolean> => {
  const rows = await database.asOwner(
    `select 1 from pg_locks where not granted and relation = 'certificate_history'::regclass`,
  );
  return rows.length > 0;
};

const killWhileItWaits = async (instructions: ReplacementCrashInstructions): Promise<void> => {
  const holder = await holdHistory();
  const child = spawn(process.execPath, [CHILD], {
    env: { ...process.env, CRASH: JSON.stringify(instructions), NODE_TEST_CONTEXT: "" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const closed = once(child, "close");
  const end = performance.now() + 60_000;
  while (!(await someoneWaits())) {
    assert.ok(performance.now() < end && child.exitCode === null, "the child comes to the history");
    await wait(50);
  }
  child.kill("SIGKILL");
  const [, signal] = await closed;
  assert.equal(signal, "SIGKILL");
  await letGo(holder);
  // The server notices that nobody is there any more, and takes the transaction back.
  while (await someoneWaits()) await wait(50);
};

const assertUntouched = async (user: User, serial: string): Promise<void> => {
  const present = await findUser(context, user.reference);
  assert.equal((await findCertificate(context, hisui.code, serial))?.state, "active");
  assert.equal(present?.acquisitionGrantedAt, null);
  assert.equal(present.acquisitionStoppedAt, undefined);
  assert.deepEqual(await certificateActs(context, user.reference), []);
  assert.deepEqual(await queuedMails(database), []);
};

for (const act of ["disown", "replace"] as const)
  test(`killed while it ${act}s: nothing has happened, and it can be done again`, async () => {
    const user = await world.newUser("hisui");
    await giveMailAddress(database, user, "user@mail.example");
    const { serial } = await world.newCertificate(user.reference);
    context.clock.set(context.clock.now().add({ seconds: 1 }));
    await database.asOwner("delete from graphile_worker._private_jobs");
    const { contractId, userId } = user.reference;
    const before = (await world.auditOf(hisui.code)).length;
    await killWhileItWaits({
      connectionString: database.connectionString,
      act,
      institutionId: hisui.id,
      contractId,
      userId,
      serial,
      now: context.clock.now().toString(),
    });
    assert.equal((await world.auditOf(hisui.code)).length, before);
    await assertUntouched(user, serial);
    const common = { institution: hisui, serial, origin: ORIGIN };
    const again =
      act === "replace"
        ? await replaceOwn(context, { ...common, user: user.reference, reason: "newPc" })
        : await disownCertificate(context, { ...common, user });
    assert.ok(again.ok, JSON.stringify(again));
    assert.equal((await findCertificate(context, hisui.code, serial))?.state, "revoked");
    assert.equal((await certificateActs(context, user.reference)).length, 1);
  });
