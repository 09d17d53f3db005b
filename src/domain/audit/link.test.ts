import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { openDatabase } from "#platform/database/database.ts";
import { AUDIT_CODE, auditWorld, type AuditWorld } from "#test/support/audit.ts";
import { recordAudit } from "./audit.ts";
import { INSTALLATION_CODE, recordInstallationAudit } from "./installation.ts";
import { auditLinker } from "./link.ts";
import { verifyDatabase } from "./verify-database.ts";

const actor = { kind: "system", name: "test" } as const;

const linkedEvents = async (world: AuditWorld): Promise<number[]> => {
  const rows = await world.context.database.asOwner<{ n: number }>(
    `select event_id::int as n from audit_link where institution_code = '${AUDIT_CODE}' order by sequence`,
  );
  return rows.map(({ n }) => n);
};

const settledOf = async (world: AuditWorld): Promise<number> => {
  const [row] = await world.context.database.asOwner<{ n: number }>(
    `select coalesce(max(settled_event_id), 0)::int as n from audit_progress where institution_code = '${AUDIT_CODE}'`,
  );
  return row?.n ?? 0;
};

/** A transaction of somebody else, left open. */
const openWriter = async (
  world: AuditWorld,
  t: { after(work: () => Promise<void>): void },
): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: world.context.database.connectionString });
  // The database is dropped with force after the test.
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.end());
  await client.query("begin");
  await client.query(
    `insert into audit_event (institution_code, at, event, actor_kind) values ('${AUDIT_CODE}', now(), 'a.late', 'system')`,
  );
  return client;
};

test("rows are linked in their order, batch by batch, once", async (t) => {
  const world = await auditWorld(t);
  await world.write(7);
  const linker = auditLinker(world.context.database, { batch: 3 });
  assert.equal(await linker.linkAll(), 8, "seven, and the installation's own of the key");
  assert.equal(await linker.linkAll(), 0);
  assert.deepEqual(await linkedEvents(world), [2, 3, 4, 5, 6, 7, 8]);
  assert.equal(await settledOf(world), 8);
  assert.deepEqual((await verifyDatabase(world.context, AUDIT_CODE)).faults, []);
});

test("a transaction that commits late is linked later, however often was looked before, and holds up nobody", async (t) => {
  const world = await auditWorld(t);
  await world.write(2);
  const late = await openWriter(world, t);
  await world.write(2);
  for (let round = 0; round < 3; round += 1) await world.link();
  assert.deepEqual(await linkedEvents(world), [2, 3, 5, 6]);
  assert.ok((await settledOf(world)) < 4, "the mark stays below the row that may still come");
  await late.query("commit");
  await world.link();
  assert.deepEqual(await linkedEvents(world), [2, 3, 5, 6, 4]);
  await world.link();
  assert.equal(await settledOf(world), 6, "and then moves on");
  assert.deepEqual((await verifyDatabase(world.context, AUDIT_CODE)).faults, []);
});

test("a number that was taken and rolled back is a gap in the events, not in the chain", async (t) => {
  const world = await auditWorld(t);
  const lost = await openWriter(world, t);
  await world.write(1);
  await world.link();
  await lost.query("rollback");
  await world.write(1);
  await world.link();
  await world.link();
  assert.deepEqual(await linkedEvents(world), [3, 4]);
  assert.equal(await settledOf(world), 4);
  assert.deepEqual((await verifyDatabase(world.context, AUDIT_CODE)).faults, []);
});

test("a transaction that has its number and writes on is seen by another linker too", async (t) => {
  const world = await auditWorld(t);
  const late = await openWriter(world, t);
  await world.write(1);
  // A node that starts now knows nothing of what others looked at.
  const other = auditLinker(world.context.database);
  await other.linkAll();
  await other.linkAll();
  await late.query("commit");
  await other.linkAll();
  assert.deepEqual(await linkedEvents(world), [3, 2]);
});

test("four writers and two linkers of two processes' connections: one chain without gaps, nothing left", async (t) => {
  const world = await auditWorld(t);
  const { database } = world.context;
  const second = await openDatabase({ connectionString: database.connectionString, connections: 4 });
  t.after(() => second.close());
  const writing = new AbortController();
  const writer = async (name: string): Promise<void> => {
    for (let round = 0; round < 40; round += 1)
      await database
        .inInstitution(AUDIT_CODE, async (tx) => {
          for (let row = 0; row <= round % 3; row += 1)
            await recordAudit(tx, {
              at: world.context.clock.now(),
              event: "a.b",
              actor: { kind: "staff", name },
            });
          // Some of them fail after they took their numbers.
          if (round % 7 === 3) throw new Error("rolled back");
        })
        .catch((error: unknown) => assert.match(String(error), /rolled back/));
  };
  const linkWhileWriting = async (linker: ReturnType<typeof auditLinker>): Promise<void> => {
    while (!writing.signal.aborted) await linker.linkAll();
  };
  const linkers = [auditLinker(database, { batch: 5 }), auditLinker(second, { batch: 7 })];
  const linking = linkers.map(linkWhileWriting);
  await Promise.all(["a", "b", "c", "d"].map(writer));
  writing.abort();
  await Promise.all(linking);
  for (const linker of linkers) await linker.linkAll();
  const report = await verifyDatabase(world.context, AUDIT_CODE, { graceSeconds: -1_000_000 });
  const [counted] = await database.asOwner<{ n: number }>(
    `select count(*)::int as n from audit_event where institution_code = '${AUDIT_CODE}'`,
  );
  assert.deepEqual([report.faults, report.rows, report.lastSequence], [[], counted?.n, counted?.n]);
});

test("linking looks at what is new, however much was linked before", async (t) => {
  const world = await auditWorld(t);
  const { database } = world.context;
  await database.asOwner(
    `insert into audit_event (institution_code, at, event, actor_kind)
     select '${AUDIT_CODE}', now(), 'a.b', 'system' from generate_series(1, 20000)`,
  );
  await world.link();
  await database.asOwner("analyze audit_event, audit_link");
  await world.write(10);
  // As the program asks: row-level security keeps some conditions from being looked up in an index.
  const { rows } = await database.inInstitution(AUDIT_CODE, (tx) =>
    sql<{ "QUERY PLAN": readonly { readonly Plan: Readonly<Record<string, unknown>> }[] }>`
      explain (analyze, buffers, format json) select * from audit_unlinked(${AUDIT_CODE}, 100)`.execute(tx),
  );
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan ?? {};
  assert.equal(Number(plan["Actual Rows"]), 10);
  const pages = Number(plan["Shared Hit Blocks"]) + Number(plan["Shared Read Blocks"]);
  assert.ok(pages < 200, `${pages} pages for ten rows`);
});

test("the installation has a chain of its own, written from transactions for no institution and for any", async (t) => {
  const world = await auditWorld(t);
  const { database, clock } = world.context;
  const entry = {
    at: clock.now(),
    event: "authority.planned",
    actor,
    facts: { issuerId: "bizsol-g2" },
  } as const;
  await database.inShared((tx) => recordInstallationAudit(tx, entry));
  await database.inInstitution(AUDIT_CODE, (tx) => recordInstallationAudit(tx, entry));
  await assert.rejects(
    database.inShared(async (tx) => {
      await recordInstallationAudit(tx, entry);
      throw new Error("the change failed");
    }),
    /the change failed/,
  );
  await world.link();
  const report = await verifyDatabase(world.context, INSTALLATION_CODE);
  assert.deepEqual([report.faults, report.rows], [[], 3]);
  const { rows } = await verifyDatabase(world.context, AUDIT_CODE);
  assert.equal(rows, 0, "nothing of it is the institution's");
});
