import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import test from "node:test";
import pg from "pg";
import { z } from "zod";
import { currentCertificate } from "#domain/certificate/certificates.ts";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { currentCrl } from "#domain/certificate/crls.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { serialsOfEntries } from "#pki/crl/entry-list.ts";
import { encodePem } from "#pki/pem.ts";
import { migrate } from "#platform/database/migrate.ts";
import { invariant } from "#shared/invariant.ts";
import { newKey, ORIGIN } from "#test/support/certificates.ts";
import { acceptedValue, populate, shippedInstitution } from "#test/support/population.ts";
import { runProgram } from "#test/support/validation.ts";
import type { System } from "../../src/system.ts";
import { installation, type Installation } from "./restore-installation.ts";

/**
 * A database with a write-ahead archive is backed up while it is served, goes on, is lost, and is restored to a point
 * before some revocations and one issue. Everything as docs/operating/backup-and-restore.md has it.
 */

const exported = z.object({ rows: z.number() });
const hisui = shippedInstitution("hisui");
const STAFF = { kind: "staff", name: "counter" } as const;

const asOwner = async (connectionString: string, text: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

const acts = (system: System) => {
  const { context, authority } = system;
  invariant(authority !== undefined, "the worker has the authority");
  const issue = async (contractId: string): Promise<string> => {
    const [user] = await populate(context, {
      institution: hisui,
      contractId,
      users: { [`u${contractId.slice(-1)}`]: "master" },
    });
    invariant(user !== undefined, "one user");
    const issued = await issueCertificate(context, authority, {
      institution: hisui,
      user,
      request: { publicKeyInfo: newKey().publicKeyInfo, keyAlgorithm: "P-256" },
      confirmationMethod: "signature",
      origin: ORIGIN,
    });
    const { serial } = acceptedValue(issued);
    acceptedValue(await confirmCertificate(context, { institution: hisui, serial, origin: ORIGIN }));
    return serial;
  };
  const revoke = async (serial: string): Promise<void> => {
    acceptedValue(
      await revokeCertificate(context, { institution: hisui, serial, reason: "keyCompromise", actor: STAFF }),
    );
  };
  const list = async () => {
    const found = await currentCrl(context, authority, "bizsol-g1", `${hisui.code}-0`);
    invariant(found !== undefined, "the list is there");
    return { number: found.number, serials: serialsOfEntries(found.parts[1] ?? Buffer.alloc(0)) };
  };
  return { issue, revoke, list };
};

/** What OCSP says of a certificate, asked by openssl. */
const ocspOf = async (at: Installation, system: System, serial: string): Promise<string> => {
  const [issuing, root] = system.authority?.chainOf("bizsol-g1") ?? [];
  const [issuingFile, rootFile] = [join(at.directory, "issuing.pem"), join(at.directory, "root.pem")];
  await writeFile(issuingFile, encodePem("CERTIFICATE", issuing ?? Buffer.alloc(0)));
  await writeFile(rootFile, encodePem("CERTIFICATE", root ?? Buffer.alloc(0)));
  const { output } = await runProgram("openssl", [
    "ocsp", "-issuer", issuingFile, "-serial", `0x${serial}`, "-CAfile", rootFile,
    "-url", `http://127.0.0.1:${at.environment["TEGATA_VALIDATION_PORT"] ?? ""}/ocsp`,
  ]); // prettier-ignore
  return new RegExp(`0x${serial}: (\\w+)`).exec(output)?.[1] ?? output;
};

const untilPromoted = async (connectionString: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<{ recovering: boolean }>("select pg_is_in_recovery() as recovering");
    await client.end();
    if (rows[0]?.recovering === false) return;
    await pause(100);
  }
  assert.fail("the database did not end its recovery");
};

/** The certificate's row is in the chain, so that an export has it. */
const untilLinked = async (at: Installation, count: number, file: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await rm(file, { force: true });
    const { out, err } = await at.tegata("audit", "export", "-i", "hisui", "--out", file, "--json");
    assert.notEqual(out, "", err);
    if (exported.parse(JSON.parse(out)).rows >= count) return;
    await pause(100);
  }
  assert.fail("the audit record was not linked");
};

const rowsOf = async (connectionString: string): Promise<number> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(
    "select count(*)::int as n from audit_event where institution_code = $1",
    [hisui.code],
  );
  await client.end();
  return rows[0]?.n ?? 0;
};

test("after a restore nothing serves until what was revoked since is replayed, and then none of it is valid", async (t) => {
  const at = await installation(t);
  const database = await at.startDatabase();
  at.atEnd(() => database.stop());
  assert.equal((await migrate(database.connectionString)).ok, true);
  const system = await at.serve(database.connectionString);
  at.atEnd(() => system.stop());
  const { issue, revoke, list } = acts(system);

  const kept = await issue("91000001");
  const revokedLater = await issue("91000002");
  const backup = join(at.directory, "backup");
  const made = await at.tegata("backup", backup);
  assert.equal(made.code, 0, made.err);
  assert.notEqual((await at.tegata("backup", backup)).code, 0, "a backup is never written over");
  const issuedAfterBackup = await issue("91000003");
  await asOwner(database.connectionString, "select pg_create_restore_point('before')");

  await revoke(revokedLater);
  await revoke(issuedAfterBackup);
  const unknownActive = await issue("91000004");
  const unknownRevoked = await issue("91000005");
  await revoke(unknownRevoked);
  const before = await list();
  assert.deepEqual(new Set(before.serials), new Set([revokedLater, issuedAfterBackup, unknownRevoked]));
  const record = join(at.directory, "record.jsonl");
  await untilLinked(at, await rowsOf(database.connectionString), record);
  await system.stop();
  await asOwner(database.connectionString, "select pg_switch_wal()");
  await database.stop();

  // The disk is lost; the backup is put in its place, to be recovered to the point before.
  await rename(at.data, `${at.data}.lost`);
  assert.equal(spawnSync("cp", ["-a", backup, at.data]).status, 0);
  await appendFile(
    join(at.data, "postgresql.auto.conf"),
    `restore_command = 'cp ${at.archive}/%f %p'\nrecovery_target_name = 'before'\nrecovery_target_action = 'promote'\n`,
  );
  const restored = await at.startDatabase();
  at.atEnd(() => restored.stop());
  await untilPromoted(restored.connectionString);

  await assert.rejects(at.serve(restored.connectionString), {
    name: "StartRefusal",
    message: /timeline 2 .* timeline 1 .*restored.*audit replay.*restore finish/s,
  });
  const status = await at.tegata("restore", "status");
  assert.match(status.out, /restored: replay, then finish/);
  const undone = await at.tegata("restore", "finish", "--replayed");
  assert.equal(undone.code, 1);
  assert.match(undone.err, /--confirm 2/);
  await assert.rejects(at.serve(restored.connectionString), { name: "StartRefusal" });

  const dry = await at.tegata("audit", "replay", record);
  assert.equal(dry.code, 1);
  const row = /--confirm (\d+)/.exec(dry.err)?.[1] ?? "";
  const replayed = await at.tegata("audit", "replay", record, "--confirm", row);
  assert.equal(replayed.code, 0, replayed.err);
  const finished = await at.tegata("restore", "finish", "--replayed", "--confirm", "2");
  assert.equal(finished.code, 0, finished.err);

  const again = await at.serve(restored.connectionString);
  at.atEnd(() => again.stop());
  const ended = [revokedLater, issuedAfterBackup, unknownActive, unknownRevoked];
  assert.equal(await ocspOf(at, again, kept), "good");
  for (const serial of ended) assert.equal(await ocspOf(at, again, serial), "revoked", serial);
  const after = await acts(again).list();
  assert.deepEqual(new Set(after.serials), new Set(ended));
  assert.ok(after.number > before.number, "the number of a list is never given twice");
  const check = await at.tegata("crl", "check");
  assert.equal(check.code, 0, check.err);
  assert.match(check.out, /findings +0/);
  const user = { institutionCode: hisui.code, contractId: "91000001", userId: "u1" };
  assert.equal((await currentCertificate(again.context, user))?.serial, kept);
  // New certificates go on; the lost key and serial are not used again.
  const fresh = await acts(again).issue("91000006");
  assert.equal(await ocspOf(at, again, fresh), "good");
});

test("a backup that is started without an archive recovers by itself, and is not served unasked either", async (t) => {
  const at = await installation(t);
  const database = await at.startDatabase();
  at.atEnd(() => database.stop());
  assert.equal((await migrate(database.connectionString)).ok, true);
  const system = await at.serve(database.connectionString);
  at.atEnd(() => system.stop());
  const serial = await acts(system).issue("91000001");
  const backup = join(at.directory, "backup");
  const made = await at.tegata("backup", backup);
  assert.equal(made.code, 0, made.err);
  await system.stop();
  await database.stop();
  await rename(at.data, `${at.data}.lost`);
  await rename(backup, at.data);
  const restored = await at.startDatabase();
  at.atEnd(() => restored.stop());
  await untilPromoted(restored.connectionString);
  await assert.rejects(at.serve(restored.connectionString), { name: "StartRefusal" });
  const finished = await at.tegata("restore", "finish", "--nothing-lost", "--confirm", "2");
  assert.equal(finished.code, 0, finished.err);
  const again = await at.serve(restored.connectionString);
  at.atEnd(() => again.stop());
  assert.equal(await ocspOf(at, again, serial), "good");
});
