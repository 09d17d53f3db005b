import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { serialsOfEntries } from "#pki/crl/entry-list.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { checkCrls } from "./crl-check.ts";
import { crlHealth } from "./crl-health.ts";
import { publishCrls } from "./crl-publish.ts";
import { currentCrl } from "./crls.ts";
import { revokeCertificate } from "./revoke.ts";

const world = await certificateWorld();
const { context, authority } = world;
const { database, clock } = context;

const revoke = (institutionId: string, serial: string) =>
  revokeCertificate(context, {
    institution: world.institution(institutionId),
    serial,
    reason: "keyCompromise",
    actor: { kind: "staff", name: "counter" },
  });

const issue = async (institutionId: string) => world.activate(await world.newUser(institutionId));

/** What the list that is given out has. */
const listOf = async (name: string) => {
  const given = await currentCrl(context, authority, "bizsol-g1", name);
  return { serials: serialsOfEntries(given?.parts[1] ?? Buffer.alloc(0)) };
};

describe("the check that every revoked certificate is on exactly one current list", () => {
  test("finds nothing where all is well, and counts what it compared", async () => {
    const { serial } = await issue("hisui");
    await revoke("hisui", serial);
    await publishCrls(context, authority);
    const { lists, entries, findings } = await checkCrls(context, authority);
    assert.deepEqual(findings, []);
    assert.ok(lists >= 1 && entries >= 1);
    const health = await crlHealth(database, clock.now());
    assert.equal(health.checked?.figure, 0);
  });

  test("a revocation that waits for its list is not missing", async () => {
    const { serial } = await issue("hisui");
    await revoke("hisui", serial);
    assert.deepEqual((await checkCrls(context, authority)).findings, []);
  });

  test("one that neither waits nor is listed is found, reported by the alarm, and put right", async () => {
    const { serial } = await issue("hisui");
    await listOf("9001-0");
    await revoke("hisui", serial);
    await database.asOwner("delete from crl_pending");
    assert.ok(!(await listOf("9001-0")).serials.includes(serial));
    const finding = { institutionCode: "9001", issuerId: "bizsol-g1", shard: 0, kind: "missing", serial };
    assert.deepEqual((await checkCrls(context, undefined)).findings, [finding]);
    assert.match((await crlHealth(database, clock.now())).alarms.join(), /1 faults in CRLs/);
    assert.deepEqual((await checkCrls(context, authority)).findings, [finding]);
    assert.ok((await listOf("9001-0")).serials.includes(serial));
    assert.deepEqual((await checkCrls(context, authority)).findings, []);
  });

  test("an entry that is on a list where it does not belong is found and put right", async () => {
    const { serial } = await issue("hisui");
    await revoke("hisui", serial);
    await listOf("9001-0");
    await database.asOwner("alter table certificate disable trigger user");
    await database.asOwner("update certificate set crl_shard = 7 where serial = $1", [serial]);
    await database.asOwner("alter table certificate enable trigger user");
    const { findings } = await checkCrls(context, authority);
    assert.deepEqual(
      findings.map(({ kind, shard, serial: found }) => [kind, shard, found]),
      [
        ["surplus", 0, serial],
        ["stray", 7, undefined],
      ],
    );
    assert.ok(!(await listOf("9001-0")).serials.includes(serial));
    await database.asOwner("update certificate set crl_shard = 0 where serial = $1", [serial]);
    assert.deepEqual(
      (await checkCrls(context, authority)).findings.map(({ kind }) => kind),
      ["missing"],
    );
  });

  test("a list whose time is over is found", async () => {
    const now = clock.now();
    clock.advance({ hours: 25 });
    const kinds = new Set((await checkCrls(context, undefined)).findings.map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(["expired"]));
    const { alarms } = await crlHealth(database, clock.now());
    assert.match(alarms.join("\n"), /a CRL ends at .*\n.*last published/);
    clock.set(now);
  });
});
