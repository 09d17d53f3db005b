import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { auditLinker } from "#domain/audit/link.ts";
import { verifyDatabase } from "#domain/audit/verify-database.ts";
import { verifyExport } from "#domain/audit/verify-export.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { AUDIT_CODE, auditWorld, type AuditWorld } from "#test/support/audit.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { restorePoint } from "#test/support/restore-point.ts";
import { runCli } from "../../src/cli/program.ts";
import { AuditMirror } from "../../src/system/audit-mirror.ts";
import { fileLines } from "../../src/system/audit-lines.ts";
import type { AuditCrashInstructions } from "./audit-crash-child.ts";

/** Killed while it links, signs, exports, mirrors or replays; then somebody else goes on, and nothing is missing. */

const CHILD = join(import.meta.dirname, "audit-crash-child.ts");
const ROWS = 4_000;
const KILLS = 6;

const folder = await mkdtemp(join(tmpdir(), "tegata-audit-crash-"));
after(() => rm(folder, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

/** Runs the child and kills it so long after it began; gives whether it was killed before it was done. */
const runAndKill = (instructions: AuditCrashInstructions, afterMilliseconds: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD], {
      env: { ...environment, CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", () => void pause(afterMilliseconds).then(() => child.kill("SIGKILL")));
    child.once("error", reject);
    child.once("close", (_code, signal) => resolve(signal === "SIGKILL"));
  });

const instructionsFor = (
  world: AuditWorld,
  work: AuditCrashInstructions["work"],
  path = "",
): AuditCrashInstructions => ({
  work,
  connectionString: world.context.database.connectionString,
  keys: world.keyStore.exportKeys(),
  path,
  institutionCode: AUDIT_CODE,
});

/** Kills the work at different moments until it was killed often enough on the way. */
const killOften = async (instructions: AuditCrashInstructions, kills = KILLS): Promise<number> => {
  let killed = 0;
  for (let round = 0; round < kills; round += 1) {
    if (await runAndKill(instructions, (round * 37) % 150)) killed += 1;
  }
  return killed;
};

const cliFor = (connectionString: string) => ({
  environment: { DATABASE_URL: connectionString },
  language: "en" as const,
  operatingSystemUser: "operator",
  print: () => undefined,
  complain: (text: string) => void process.stderr.write(`${text}\n`),
});

test("killed while it links and signs: one chain without gaps, every checkpoint agrees", async (t) => {
  const world = await auditWorld(t);
  await world.write(ROWS);
  assert.ok((await killOften(instructionsFor(world, "link"))) >= 1, "it was killed on the way");
  await world.link();
  await world.checkpoint();
  const report = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual([report.faults, report.rows, report.coveredSequence], [[], ROWS, ROWS]);
  assert.ok(report.checkpoints >= 1);
});

test("killed while it exports: the same command goes on, and the export is whole", async (t) => {
  const world = await auditWorld(t);
  await world.write(ROWS);
  await world.link();
  await world.checkpoint();
  const path = join(folder, "export.jsonl");
  assert.ok((await killOften(instructionsFor(world, "export", path), 3)) >= 1, "it was killed on the way");
  if (!existsSync(path)) {
    const cli = cliFor(world.context.database.connectionString);
    assert.equal(await runCli(cli, ["audit", "export", "-i", "hisui", "--out", path]), 0);
  }
  const report = await verifyExport(fileLines(path));
  assert.deepEqual([report.faults, report.rows, report.coveredSequence], [[], ROWS, ROWS]);
  assert.equal(existsSync(`${path}.partial`), false);
});

test("an export that was left in the middle of a line, or before a checkpoint, is taken up there", async (t) => {
  const world = await auditWorld(t);
  for (let round = 0; round < 3; round += 1) {
    await world.write(5);
    await world.link();
    await world.checkpoint();
  }
  const lines = await world.exportLines();
  const text = `${lines.join("\n")}\n`;
  const cli = cliFor(world.context.database.connectionString);
  for (const length of [
    0,
    10,
    300,
    2_000,
    text.indexOf('{"type":"checkpoint"') + 5,
    text.length - 30,
    text.length,
  ]) {
    const path = join(folder, `left-${length}.jsonl`);
    await writeFile(`${path}.partial`, Buffer.from(text).subarray(0, length));
    assert.equal(await runCli(cli, ["audit", "export", "-i", "hisui", "--out", path]), 0, String(length));
    const whole = await readFile(path, "utf8");
    assert.deepEqual(whole.split("\n").slice(1), text.split("\n").slice(1), String(length));
  }
});

test("killed while it mirrors: the files go on, whole, with nothing twice", async (t) => {
  const world = await auditWorld(t);
  await world.write(ROWS);
  await world.link();
  await world.checkpoint();
  const directory = join(folder, "mirror");
  assert.ok(
    (await killOften(instructionsFor(world, "mirror", directory), 3)) >= 1,
    "it was killed on the way",
  );
  await world.write(10);
  await world.link();
  await world.checkpoint();
  await new AuditMirror(world.context, directory, 200_000).write();
  const files = (await readdir(directory)).filter((name) => name.startsWith(AUDIT_CODE)).sort();
  assert.ok(files.length > 1, "a file does not grow for ever");
  const lines = async function* () {
    for (const name of files) yield* fileLines(join(directory, name));
  };
  const report = await verifyExport(lines(), { isOpen: true });
  assert.deepEqual([report.faults, report.rows, report.coveredSequence], [[], ROWS + 10, ROWS + 10]);
});

test("killed while it replays: nothing is valid again once it was run to its end", async (t) => {
  const world = await certificateWorld(t, { start: Temporal.Now.instant() });
  const { database } = world.context;
  const hisui = world.institution("hisui");
  const users = await world.newUsers("hisui", 24);
  const serials: string[] = [];
  for (const user of users.slice(0, 12)) serials.push((await world.activate(user)).serial);
  const point = await restorePoint(database);
  for (const user of users.slice(12)) serials.push((await world.activate(user)).serial);
  for (const serial of serials)
    await revokeCertificate(world.context, {
      institution: hisui,
      serial,
      reason: "keyCompromise",
      actor: { kind: "staff", name: "operator" },
    });
  await auditLinker(database).linkAll();
  const path = join(folder, "replay.jsonl");
  const cli = cliFor(database.connectionString);
  assert.equal(await runCli(cli, ["audit", "export", "-i", "hisui", "--out", path]), 0);
  await point.restore();
  const instructions = {
    work: "replay",
    connectionString: database.connectionString,
    keys: {},
    path,
    institutionCode: hisui.code,
  } as const;
  assert.ok((await killOften(instructions)) >= 1, "it was killed on the way");
  assert.equal(await runAndKill(instructions, 60_000), false, "nobody kills it now");
  const rows = await database.asOwner<{ state: string; reason: string; n: number }>(
    "select state, revocation_reason as reason, count(*)::int as n from certificate group by 1, 2",
  );
  assert.deepEqual(rows, [{ state: "revoked", reason: "keyCompromise", n: serials.length }]);
  const replayed = await database.asOwner<{ n: number }>(
    "select count(*)::int as n from audit_event where event = 'certificate.revocationReplayed'",
  );
  assert.equal(replayed[0]?.n, serials.length, "each told once");
});
