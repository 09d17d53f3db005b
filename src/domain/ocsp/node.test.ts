import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { openListeningSession } from "#platform/database/listening-session.ts";
import { codeOf } from "#platform/errors.ts";
import { systemStopwatch, type Moment, type Stopwatch } from "#shared/stopwatch.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { revokeCertificate } from "../certificate/revoke.ts";
import { AnswerCache } from "./cache.ts";
import { Lease, LEASE_MILLISECONDS } from "./lease.ts";
import { OCSP_CHANNEL, startOcspNode } from "./node.ts";
import { tidyOcsp } from "./tidy.ts";
import { untilSeen } from "./until-seen.ts";

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { database } = world.context;

const until = async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await isSo()); tries += 1) {
    assert.ok(tries < 1_000, what);
    await delay(10);
  }
};

const active = async (): Promise<string> => (await world.activate(await world.newUser("hisui"))).serial;
const revoke = async (serial: string): Promise<number> => {
  const startedAt = performance.now();
  const revoked = await revokeCertificate(world.context, {
    institution: world.institution("hisui"),
    serial,
    reason: "keyCompromise",
    actor: { kind: "staff", name: "counter" },
  });
  assert.ok(revoked.ok);
  return performance.now() - startedAt;
};

const changes = async (): Promise<string[]> =>
  (await database.asOwner<{ serial: string }>("select serial from ocsp_change order by xid")).map(
    ({ serial }) => serial,
  );

const startNode = async (t: TestContext, stopwatch: Stopwatch = systemStopwatch) => {
  const lease = new Lease(stopwatch);
  const cache = new AnswerCache({ bytes: 1_000_000, entries: 1_000 }, lease);
  const losses: unknown[] = [];
  const node = startOcspNode({
    cache,
    lease,
    stopwatch,
    newNodeId: () => world.context.random.bytes(16).toString("hex"),
    openSession: (events) =>
      openListeningSession({
        connectionString: database.connectionString,
        channel: OCSP_CHANNEL,
        answerMilliseconds: 2_000,
        ...events,
      }),
    onLost: (error) => losses.push(error),
  });
  t.after(() => node.stop());
  const instant = Temporal.Now.instant();
  const keep = (serial: string): boolean => {
    const filling = cache.begin({ issuerId: "bizsol-g1", serial });
    const answer = {
      response: Buffer.alloc(10),
      thisUpdate: instant,
      nextUpdate: instant,
      usableUntil: Infinity,
      form: undefined,
    };
    const isKept = cache.keep(filling, { status: { kind: "good" }, usableUntil: Infinity }, "sha1", answer);
    cache.end(filling);
    return isKept;
  };
  await until("it gets its lease", () => lease.isHeld);
  return { node, lease, cache, losses, keep };
};

test("what is revoked is gone from memory when the revoking call answers; nothing else goes", async (t) => {
  const { keep, cache } = await startNode(t);
  const [one, other] = [await active(), await active()];
  assert.ok(keep(one) && keep(other));
  await revoke(one);
  assert.equal(cache.find({ issuerId: "bizsol-g1", serial: one }, 0), undefined);
  assert.notEqual(cache.find({ issuerId: "bizsol-g1", serial: other }, 0), undefined);
});

test("a renewed certificate that gives way, and one that is taken over, are seen too", async (t) => {
  const { keep, cache } = await startNode(t);
  const user = await world.newUser("hisui");
  const first = await world.issue(user);
  assert.ok(keep(first.serial));
  await world.issue(user);
  assert.equal(cache.find({ issuerId: "bizsol-g1", serial: first.serial }, 0), undefined);
});

test("issuing and confirming leave no note; revoking leaves one until every node has seen it", async (t) => {
  await tidyOcsp(world.context);
  const { node, lease } = await startNode(t);
  const serial = await active();
  assert.deepEqual(await changes(), []);
  await revoke(serial);
  assert.deepEqual(await changes(), [serial]);
  // A node that says nothing holds the note.
  await database.asOwner(
    "insert into ocsp_node values (repeat('0', 32), '3:3:', 0, now()) on conflict do nothing",
  );
  await tidyOcsp(world.context);
  assert.deepEqual(await changes(), [serial]);
  await database.asOwner("delete from ocsp_node where node_id = repeat('0', 32)");
  await until("the node has said what it saw", async () => (await tidyOcsp(world.context)).changes > 0);
  assert.deepEqual(await changes(), []);
  await node.stop();
  assert.equal(lease.isHeld, false);
  assert.deepEqual(await database.asOwner("select 1 from ocsp_node"), []);
});

test("a change that is rolled back is none; what was revoked stays noted when it is changed by hand", async () => {
  await tidyOcsp(world.context);
  const serial = await active();
  await database.asOwner("insert into ocsp_node values (repeat('1', 32), '3:3:', 0, now())");
  await database
    .asOwner(
      `do $$ begin update certificate set state = 'revoked', ended_at = now(), end_cause = 'revocation',
         revocation_reason = 'unspecified' where serial = '${serial}'; raise exception 'no'; end $$`,
    )
    .catch(() => undefined);
  assert.deepEqual(await changes(), []);
  await database.asOwner(
    `update certificate set state = 'revoked', ended_at = now(), end_cause = 'revocation',
       revocation_reason = 'unspecified' where serial = $1`,
    [serial],
  );
  await database.asOwner("update certificate set revocation_reason = 'keyCompromise' where serial = $1", [
    serial,
  ]);
  assert.deepEqual(await changes(), [serial, serial]);
  await database.asOwner("delete from ocsp_node where node_id = repeat('1', 32)");
});

test("the program cannot write notes itself", async () => {
  await assert.rejects(
    database.inShared((tx) => sql`insert into ocsp_change values (1, 'bizsol-g1', 'x')`.execute(tx)),
    (error) => codeOf(error) === "42501",
  );
});

test("time that passes unseen ends the lease, until the record was asked again", async (t) => {
  let slept = 0;
  const stopwatch: Stopwatch = {
    moment: (): Moment => ({ monotonic: slept, wall: 0 }),
    since: ({ monotonic }) => slept - monotonic,
  };
  const { lease, keep, cache } = await startNode(t, stopwatch);
  const serial = await active();
  keep(serial);
  slept += LEASE_MILLISECONDS;
  assert.equal(lease.isHeld, false);
  assert.equal(cache.find({ issuerId: "bizsol-g1", serial }, 0), undefined);
  await until("it is renewed", () => lease.isHeld);
  assert.notEqual(cache.find({ issuerId: "bizsol-g1", serial }, 0), undefined);
});

test("a stopwatch counts what either clock counts", () => {
  const { monotonic, wall } = systemStopwatch.moment();
  assert.ok(systemStopwatch.since({ monotonic, wall }) < 1_000);
  // The machine was suspended for a minute; its wall clock was set back by an hour.
  assert.ok(systemStopwatch.since({ monotonic, wall: wall - 60_000 }) >= 60_000);
  assert.ok(systemStopwatch.since({ monotonic: monotonic - 60_000, wall: wall + 3_600_000 }) >= 60_000);
});

test("a node that was taken for dead begins anew, with nothing kept", async (t) => {
  const { keep, cache, losses, lease } = await startNode(t);
  const serial = await active();
  keep(serial);
  await database.asOwner("delete from ocsp_node");
  await until("it notices", () => losses.length > 0);
  await until("it is back", () => lease.isHeld);
  assert.equal(cache.size, 0);
  const rows = await database.asOwner<{ n: number }>("select count(*)::int as n from ocsp_node");
  assert.equal(rows[0]?.n, 1);
});

test("what was read before the node was entered anew is not kept", async (t) => {
  const { cache, losses, lease } = await startNode(t);
  const filling = cache.begin({ issuerId: "bizsol-g1", serial: "x" });
  await database.asOwner("delete from ocsp_node");
  await until("it notices", () => losses.length > 0);
  await until("it is back", () => lease.isHeld);
  assert.equal(cache.isCurrent(filling), false);
});

test("who waits for a node that is silent waits for a lease, and the next one not at all", async () => {
  await database.asOwner("insert into ocsp_node values (repeat('2', 32), '3:3:', 7, now())");
  const waited = await revoke(await active());
  assert.ok(waited >= LEASE_MILLISECONDS, String(waited));
  assert.ok((await revoke(await active())) < LEASE_MILLISECONDS);
});

test("who cannot learn who is behind waits for a lease all the same", async (t) => {
  await database.asOwner("revoke select on ocsp_node from tegata_app");
  t.after(() => database.asOwner("grant select on ocsp_node to tegata_app"));
  const startedAt = performance.now();
  await untilSeen(database, "1");
  assert.ok(performance.now() - startedAt >= LEASE_MILLISECONDS);
});

test("a transaction that began earlier and commits later is waited for by itself", async (t) => {
  const { keep, cache } = await startNode(t);
  const [early, late] = [await active(), await active()];
  assert.ok(keep(early) && keep(late));
  // A transaction id that is older than the other's, and still open while that one is seen.
  let commit = (): void => undefined;
  const open = new Promise<void>((resolve) => (commit = resolve));
  const held = database.inInstitution("9001", async (tx) => {
    await sql`update certificate set state = 'revoked', ended_at = now(), end_cause = 'revocation',
      revocation_reason = 'unspecified' where serial = ${early}`.execute(tx);
    await open;
  });
  await delay(50);
  await revoke(late);
  assert.equal(cache.find({ issuerId: "bizsol-g1", serial: late }, 0), undefined);
  assert.notEqual(cache.find({ issuerId: "bizsol-g1", serial: early }, 0), undefined);
  commit();
  await held;
  await until(
    "the earlier one is seen",
    () => cache.find({ issuerId: "bizsol-g1", serial: early }, 0) === undefined,
  );
});
