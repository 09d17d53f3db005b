import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { verifyDatabase } from "#domain/audit/verify-database.ts";
import { verifyExport } from "#domain/audit/verify-export.ts";
import { auditFigures } from "#domain/audit/figures.ts";
import { createLog } from "#platform/log/log.ts";
import { AUDIT_CODE, auditWorld } from "#test/support/audit.ts";
import { startTestSystem } from "#test/support/system.ts";
import { restorePoint } from "#test/support/restore-point.ts";
import { fileLines } from "../../src/system/audit-lines.ts";
import { assertMirrorContinued, AuditMirror } from "../../src/system/audit-mirror.ts";
import { startAuditWorker } from "../../src/system/audit-worker.ts";
import { StartRefusal } from "../../src/system/start-refusal.ts";

const log = createLog({ level: "silent" });

/** Waits until `condition` holds; fails after fifteen seconds. */
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await condition()) return;
    await pause(50);
  }
  assert.fail("waited fifteen seconds in vain");
};

const temporaryDirectory = async (t: { after(work: () => Promise<void>): void }): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-audit-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

const mirrored = async function* (directory: string) {
  const names = (await readdir(directory)).filter((name) => name.startsWith(AUDIT_CODE)).sort();
  for (const name of names) yield* fileLines(join(directory, name));
};

test("the worker links, signs and mirrors by itself, and signs once more when it stops", async (t) => {
  const world = await auditWorld(t);
  const directory = await temporaryDirectory(t);
  const { context, keyStore } = world;
  const worker = startAuditWorker({ context, keyStore, log, checkpointMinutes: 5, directory });
  await world.write(5);
  await until(async () => (await verifyDatabase(context, AUDIT_CODE)).coveredSequence === 5);
  await world.write(3);
  await until(async () => (await verifyDatabase(context, AUDIT_CODE)).rows === 8);
  const figures = (await auditFigures(context)).find(({ institutionCode }) => institutionCode === AUDIT_CODE);
  assert.deepEqual([figures?.lastSequence, figures?.unlinked, figures?.uncovered], [8, 0, 3]);
  await worker.stop();
  const report = await verifyDatabase(context, AUDIT_CODE);
  assert.deepEqual([report.faults, report.checkpoints, report.coveredSequence], [[], 2, 8]);
  const mirror = await verifyExport(mirrored(directory), { isOpen: true });
  assert.deepEqual([mirror.faults, mirror.rows, mirror.coveredSequence], [[], 8, 8]);
});

test("two workers of two machines keep one record, each with its own mirror", async (t) => {
  const world = await auditWorld(t);
  const directories = [await temporaryDirectory(t), await temporaryDirectory(t)];
  const { context, keyStore } = world;
  const workers = directories.map((directory) =>
    startAuditWorker({ context, keyStore, log, checkpointMinutes: 5, directory }),
  );
  for (let round = 0; round < 10; round += 1) await world.write(20);
  await until(async () => (await verifyDatabase(context, AUDIT_CODE)).rows === 200);
  for (const worker of workers) await worker.stop();
  assert.deepEqual((await verifyDatabase(context, AUDIT_CODE)).faults, []);
  for (const directory of directories) {
    const { faults, rows } = await verifyExport(mirrored(directory), { isOpen: true });
    assert.deepEqual([faults, rows >= 200], [[], true]);
  }
});

test("a database that was restored does not continue its mirror: nothing starts, and nothing is written over it", async (t) => {
  const world = await auditWorld(t);
  const directory = await temporaryDirectory(t);
  const { context } = world;
  await assertMirrorContinued(context, undefined);
  await assertMirrorContinued(context, join(directory, "none"));
  await world.write(5);
  await world.link();
  const mirror = new AuditMirror(context, directory);
  await mirror.write();
  const point = await restorePoint(context.database);
  await assertMirrorContinued(context, directory);
  await world.write(5);
  await world.link();
  await mirror.write();
  await assertMirrorContinued(context, directory);

  await point.restore();
  await assert.rejects(assertMirrorContinued(context, directory), (error: unknown) => {
    assert.ok(error instanceof StartRefusal);
    assert.match(error.message, /9001: row 10 .*audit replay/);
    return true;
  });
  await world.write(7);
  await world.link();
  const { rows, divergences } = await new AuditMirror(context, directory).write();
  assert.deepEqual(
    [rows, divergences.map(({ institutionCode, sequence }) => [institutionCode, sequence])],
    [0, [[AUDIT_CODE, 10]]],
  );
  await assert.rejects(
    assertMirrorContinued(context, directory),
    StartRefusal,
    "although it has grown as long since",
  );
  const report = await verifyExport(mirrored(directory), { isOpen: true });
  assert.deepEqual([report.faults, report.rows], [[], 10]);
});

test("the whole program keeps the record, mirrors it, tells its figures, and does not start beside another's mirror", async (t) => {
  const directory = await temporaryDirectory(t);
  const environment = { TEGATA_AUDIT_DIRECTORY: directory };
  const system = await startTestSystem(t, { environment });
  const { context } = system;
  const isCovered = async (): Promise<boolean> => {
    const figures = await auditFigures(context);
    return (
      figures.length > 1 &&
      figures.every(({ unlinked, checkpointSeconds }) => unlinked === 0 && checkpointSeconds !== undefined)
    );
  };
  await until(isCovered);
  const figures = await (await fetch(`${system.addresses.validation}/metrics`)).text();
  assert.match(figures, /tegata_audit_rows\{institution="9001"\} [1-9]/);
  assert.match(figures, /tegata_audit_checkpoint_seconds\{institution="0000"\} /);
  await system.stop();
  const { faults, rows, coveredSequence } = await verifyExport(mirrored(directory), { isOpen: true });
  assert.deepEqual([faults, coveredSequence], [[], rows], "all of it, signed when it stopped");
  await assert.rejects(startTestSystem(t, { environment }), StartRefusal);
});

test("checkpoints follow the minutes, and the day of the institution", async (t) => {
  const world = await auditWorld(t);
  const { context } = world;
  const { makeCheckpoints } = await import("#domain/audit/checkpoint.ts");
  const every = { everyMinutes: 30 };
  const after = async (time: Temporal.DurationLike, rows: number): Promise<number> => {
    context.clock.advance(time);
    await world.write(rows);
    await world.link();
    const before = (await verifyDatabase(context, AUDIT_CODE)).checkpoints;
    await makeCheckpoints(context, world.signer, every);
    return (await verifyDatabase(context, AUDIT_CODE)).checkpoints - before;
  };
  // 09:00 in Tokyo.
  assert.equal(await after({ minutes: 0 }, 1), 1, "the first");
  assert.equal(await after({ minutes: 10 }, 1), 0, "too early");
  assert.equal(await after({ minutes: 20 }, 0), 1, "due, for the row of before");
  assert.equal(await after({ minutes: 40 }, 0), 0, "nothing new");
  assert.equal(await after({ hours: 13, minutes: 40 }, 1), 1, "23:50");
  assert.equal(await after({ minutes: 5 }, 1), 0, "23:55");
  assert.equal(await after({ minutes: 6 }, 0), 1, "00:01: another day");
});
