import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { fullCrl } from "./crl-full.ts";
import { crlHealth } from "./crl-health.ts";
import { PUBLISH_CRL } from "./crl-job.ts";
import { publishCrl, publishCrls } from "./crl-publish.ts";
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

/** The list as it is given out, read again. */
const listOf = async (name: string, issuerId = "bizsol-g1") => {
  const given = await currentCrl(context, authority, issuerId, name);
  assert.ok(given !== undefined, name);
  const parsed = parseCrl(Buffer.concat(given.parts));
  assert.ok(parsed.ok);
  assert.equal(parsed.value.number, BigInt(given.number));
  return { ...given, serials: parsed.value.entries?.map(({ serial }) => serial) ?? [] };
};

const pending = async (): Promise<number> => (await crlHealth(database, clock.now())).pending;

describe("lists", () => {
  test("a certificate names its shard's list, and a revocation is on it at once", async () => {
    const { serial, certificate } = await issue("hisui");
    const parsed = parseCertificate(certificate);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.extensions.crlUris, ["http://va.example:8080/crl/bizsol-g1/9001-0.crl"]);
    const before = await listOf("9001-0");
    assert.equal((await revoke("hisui", serial)).ok, true);
    assert.equal(await pending(), 1);
    const after = await listOf("9001-0");
    assert.deepEqual(after.serials, [serial]);
    assert.ok(after.number > before.number);
    assert.equal(await pending(), 0);
    assert.deepEqual(await listOf("9001-0"), after);
  });

  test("the first revocation that waits asks for the list, those after it need not; the job makes it", async () => {
    const [first, second] = [await issue("hisui"), await issue("hisui")];
    await revoke("hisui", first.serial);
    await revoke("hisui", second.serial);
    const jobs = await database.asOwner<{ payload: unknown }>(
      "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1",
      [PUBLISH_CRL],
    );
    const key = { institutionCode: "9001", issuerId: "bizsol-g1", shard: 0 };
    // One of this test and one of the test before, whose list was made because it was asked for.
    assert.deepEqual(
      jobs.map(({ payload }) => payload),
      [key, key],
    );
    assert.deepEqual(await publishCrl(context, authority, key), { made: 1, ended: 0 });
    assert.deepEqual(await publishCrl(context, authority, key), { made: 0, ended: 0 });
    const { serials } = await listOf("9001-0");
    assert.ok(serials.includes(first.serial) && serials.includes(second.serial));
    assert.deepEqual(serials, [...serials].sort());
  });

  test("a revocation under way is not waited for, and not lost", async () => {
    const { serial } = await issue("hisui");
    await listOf("9001-0");
    let revoking: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (revoking = resolve));
    const revoked = database.inInstitution("9001", async (tx) => {
      await tx
        .updateTable("certificate")
        .set({
          state: "revoked",
          ended_at: new Date(clock.now().epochMilliseconds),
          end_cause: "revocation",
          revocation_reason: "unspecified",
        })
        .where("serial", "=", serial)
        .execute();
      await held;
    });
    const other = await issue("hisui");
    await revoke("hisui", other.serial);
    const meanwhile = await listOf("9001-0");
    assert.ok(meanwhile.serials.includes(other.serial) && !meanwhile.serials.includes(serial));
    revoking();
    await revoked;
    assert.ok((await listOf("9001-0")).serials.includes(serial));
  });

  test("a list made from kept entries and one made from the record are the same", async () => {
    const kept = await listOf("9001-0");
    await database.asOwner("update crl set drop_after = '2000-01-01' where institution_code = '9001'");
    clock.advance({ hours: 12 });
    const read = await listOf("9001-0");
    assert.ok(read.number > kept.number);
    assert.deepEqual(read.parts[1], kept.parts[1]);
  });

  test("a clock that is behind that of whoever revoked makes a list all the same", async () => {
    const { serial } = await issue("hisui");
    clock.advance({ seconds: 90 });
    await revoke("hisui", serial);
    clock.set(clock.now().subtract({ seconds: 90 }));
    assert.ok((await listOf("9001-0")).serials.includes(serial));
  });

  test("numbers rise though the record forgot them", async () => {
    const before = await listOf("9001-0");
    clock.advance({ milliseconds: 5 });
    await database.asOwner("delete from crl");
    assert.ok((await listOf("9001-0")).number > before.number);
  });

  test("the schedule makes what is missing, old or waited for, once", async () => {
    await issue("akagi");
    const first = await publishCrls(context, authority);
    assert.ok(first.made >= 1);
    assert.deepEqual(await publishCrls(context, authority), { made: 0, ended: 0 });
    const before = await listOf("9003-0");
    clock.advance({ hours: 12 });
    const [one, two] = await Promise.all([publishCrls(context, authority), publishCrls(context, authority)]);
    const { lists } = await crlHealth(database, clock.now());
    assert.equal(one.made + two.made, lists);
    const again = await listOf("9003-0");
    assert.ok(again.number > before.number);
    const health = await crlHealth(database, clock.now());
    assert.deepEqual(health.alarms, []);
    assert.deepEqual(health.earliestNextUpdate, again.nextUpdate);
  });
});

test("the full list has what all shards of all institutions of the issuer have", async () => {
  const [mine, other] = [await issue("hisui"), await issue("akagi")];
  await revoke("hisui", mine.serial);
  await revoke("akagi", other.serial);
  const issuer = authority.issuer("bizsol-g1");
  assert.ok(issuer !== undefined);
  const full = await fullCrl(context, issuer);
  const parsed = parseCrl(full.crl);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.issuingDistributionPoint, undefined);
  const rows = await database.asOwner<{ serial: string }>(
    "select serial from certificate where state = 'revoked' and issuer_id = 'bizsol-g1' order by serial",
  );
  assert.deepEqual(
    parsed.value.entries?.map(({ serial }) => serial),
    rows.map(({ serial }) => serial),
  );
  assert.equal(full.entryCount, rows.length);
});

// Last, for they go years ahead.
describe("the end of a list", () => {
  test("an expired certificate stays on its list for two days, and then goes", async () => {
    const { serial, notAfter } = await issue("daishin");
    await revoke("daishin", serial);
    const name = `${world.institution("daishin").code}-0`;
    const now = clock.now();
    assert.deepEqual((await listOf(name)).serials, [serial]);
    // Another certificate keeps the shard alive.
    clock.set(notAfter.add({ hours: 47 }));
    await issue("daishin");
    assert.deepEqual((await listOf(name)).serials, [serial]);
    clock.set(notAfter.add({ hours: 61 }));
    assert.deepEqual((await listOf(name)).serials, []);
    clock.set(now);
  });

  test("a shard whose certificates all ended has its last list until that ends, and then none", async () => {
    const { code } = world.institution("minato");
    const { serial } = await issue("minato");
    await revoke("minato", serial);
    await publishCrls(context, authority);
    const [row] = await database.asOwner<{ covers_until: Date }>(
      "select covers_until from crl_shard where institution_code = $1",
      [code],
    );
    assert.ok(row !== undefined);
    const now = clock.now();
    const coversUntil = Temporal.Instant.fromEpochMilliseconds(row.covers_until.getTime());
    clock.set(coversUntil.add({ hours: 47 }));
    await publishCrls(context, authority);
    assert.ok((await currentCrl(context, authority, "shinkin-g1", `${code}-0`)) !== undefined);
    clock.set(coversUntil.add({ hours: 49 }));
    assert.equal((await publishCrls(context, authority)).ended, 0);
    assert.ok((await currentCrl(context, authority, "shinkin-g1", `${code}-0`)) !== undefined);
    clock.advance({ hours: 25 });
    assert.equal(await currentCrl(context, authority, "shinkin-g1", `${code}-0`), undefined);
    assert.ok((await publishCrls(context, authority)).ended >= 1);
    clock.set(now);
  });
});
