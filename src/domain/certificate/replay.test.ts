import assert from "node:assert/strict";
import { test } from "node:test";
import { exportPages } from "#domain/audit/export.ts";
import { parseLine } from "#domain/audit/export-lines.ts";
import { auditLinker } from "#domain/audit/link.ts";
import { listAudit } from "#domain/audit/list.ts";
import { NO_DIGEST, type LinkedRow } from "#domain/audit/row.ts";
import { resumeUser, suspendUser } from "#domain/user/suspend.ts";
import { certificateWorld, newKey, ORIGIN, type CertificateWorld } from "#test/support/certificates.ts";
import { restorePoint } from "#test/support/restore-point.ts";
import { findCertificate } from "./certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import { issueCertificate } from "./issue.ts";
import { replayEnds, type ReplayOutcome } from "./replay.ts";
import { recordedEvent, UnreadableRow } from "./replay-events.ts";
import { revokeCertificate } from "./revoke.ts";
import { certificateStanding } from "./standing.ts";
import { undoUnconfirmed } from "./undo.ts";

const staff = { kind: "staff", name: "operator" } as const;

/** The record of an institution as it lies elsewhere. */
const recordOf = async (world: CertificateWorld, institutionCode: string): Promise<LinkedRow[]> => {
  await auditLinker(world.context.database).linkAll();
  const rows: LinkedRow[] = [];
  const after = { sequence: 0, digest: NO_DIGEST };
  for await (const page of exportPages(world.context, institutionCode, { after })) {
    for (const line of page.lines) {
      const parsed = parseLine(line);
      if (parsed?.type === "event") rows.push(parsed.row);
    }
  }
  return rows;
};

async function* stream(rows: readonly LinkedRow[]): AsyncGenerator<LinkedRow> {
  yield* rows;
}

const replay = (
  world: CertificateWorld,
  rows: readonly LinkedRow[],
  isDryRun = false,
): Promise<ReplayOutcome> =>
  replayEnds(world.context, world.institution("hisui").code, stream(rows), {
    actor: staff,
    isDryRun,
    batch: 3,
  });

const revoke = (world: CertificateWorld, serial: string) =>
  revokeCertificate(world.context, {
    institution: world.institution("hisui"),
    serial,
    reason: "keyCompromise",
    actor: staff,
  });

/** What is compared of a certificate. */
const endOf = async (world: CertificateWorld, serial: string) => {
  const record = await findCertificate(world.context, world.institution("hisui").code, serial);
  return [record?.state, record?.endCause, record?.revocationReason, record?.endedAt?.toString()];
};

test("every end is applied again with its own time, cause and reason; again, and nothing changes", async (t) => {
  const world = await certificateWorld(t);
  const hisui = world.institution("hisui");
  const [revoked, renewed, unconfirmed, prepared, kept, expired] = await world.newUsers("hisui", 6);
  assert.ok(revoked && renewed && unconfirmed && prepared && kept && expired);
  const { clock } = world.context;
  const old = await world.activate(expired);
  clock.advance({ hours: 24 * 300 });
  const [a, b, c, e] = [
    await world.activate(revoked),
    await world.activate(renewed),
    await world.issue(unconfirmed),
    await world.activate(kept),
  ];
  const point = await restorePoint(world.context.database);

  clock.advance({ minutes: 1 });
  await revoke(world, a.serial);
  clock.advance({ minutes: 1 });
  const next = await world.activate(renewed, { supersedesSerial: b.serial });
  clock.advance({ hours: 1 });
  await undoUnconfirmed(world.context);
  clock.advance({ hours: 24 * 80 });
  await world.activate(expired);
  const serials = [old, a, b, c, e].map(({ serial }) => serial);
  const before = await Promise.all(serials.map((serial) => endOf(world, serial)));
  assert.deepEqual(
    before.map(([state, cause]) => [state, cause]),
    [
      ["expired", "expiry"],
      ["revoked", "revocation"],
      ["revoked", "supersession"],
      ["revoked", "unconfirmed"],
      ["active", undefined],
    ],
  );
  const rows = await recordOf(world, hisui.code);

  await point.restore();
  assert.deepEqual((await endOf(world, a.serial))[0], "active", "restored: valid again");
  const looked = await replay(world, rows, true);
  assert.deepEqual((await endOf(world, a.serial))[0], "active", "only looked");
  const done = await replay(world, rows);
  assert.deepEqual(done.counts, looked.counts);
  assert.deepEqual(done.counts, {
    revoke: 3,
    abandon: 0,
    expire: 1,
    revokeLost: 0,
    withdrawLost: 2,
    suspend: 0,
  });
  assert.deepEqual(done.obstacles, []);
  assert.deepEqual(await Promise.all(serials.map((serial) => endOf(world, serial))), before);
  assert.deepEqual((await endOf(world, next.serial)).slice(0, 3), [
    "revoked",
    "revocation",
    "cessationOfOperation",
  ]);

  const again = await replay(world, [...rows, ...(await recordOf(world, hisui.code))]);
  assert.deepEqual(Object.values(again.counts), [0, 0, 0, 0, 0, 0]);
  assert.ok(again.known >= 4);
  const replayed = await listAudit(world.context, hisui.code, {
    event: "certificate.revocationReplayed",
    limit: 100,
  });
  assert.equal(replayed.length, 5);
  assert.deepEqual(replayed.at(-1)?.facts["reason"], "keyCompromise");
});

test("a certificate that was issued since is revoked for all who ask, and its key is never certified again", async (t) => {
  const world = await certificateWorld(t);
  const hisui = world.institution("hisui");
  const point = await restorePoint(world.context.database);
  const known = await world.newUser("hisui");
  const key = newKey();
  const request = { request: { publicKeyInfo: key.publicKeyInfo, keyAlgorithm: "P-256" } } as const;
  const lost = await world.activate(known, request);
  world.context.clock.advance({ minutes: 1 });
  await revoke(world, lost.serial);
  const revokedAt = world.context.clock.now();
  const rows = await recordOf(world, hisui.code);
  await point.restore();
  world.context.clock.advance({ hours: 1 });

  const standing = () => certificateStanding(world.context, hisui, lost.certificate);
  const codeOf = async () => {
    const found = await standing();
    return found.kind === "refused" ? found.code : "usable";
  };
  assert.equal(await codeOf(), "CERTIFICATE_UNKNOWN_ISSUER");
  const { counts, obstacles } = await replay(world, rows);
  assert.deepEqual([counts.revokeLost, counts.withdrawLost, obstacles], [1, 0, []]);
  assert.equal(await codeOf(), "CERTIFICATE_REVOKED");
  assert.deepEqual(await endOf(world, lost.serial), [
    "revoked",
    "revocation",
    "keyCompromise",
    revokedAt.toString(),
  ]);
  const record = await findCertificate(world.context, hisui.code, lost.serial);
  assert.ok(record);
  assert.equal(record.certificate, undefined);
  assert.equal(record.owner.contractId, "lost-record", "its user is not known here");
  const [status] = await world.context.database.asOwner<{ shard: number; covered: boolean }>(
    `select p.shard, s.covers_until >= c.not_after as covered from crl_pending p
     join certificate c using (serial) join crl_shard s on s.issuer_id = p.issuer_id and s.shard = p.shard
     where serial = $1`,
    [lost.serial],
  );
  assert.equal(status?.covered, true, "the list that has to show it is made, and waits for it");

  const other = await world.newUser("hisui");
  const again = await issueCertificate(world.context, world.authority, world.requestOf(other, request));
  assert.equal(again.ok ? "issued" : again.refusal.code, "KEY_ALREADY_CERTIFIED");
});

test("recorded before and signed since: revoked; signed, its end not known: revoked; never signed: left alone", async (t) => {
  const world = await certificateWorld(t);
  const hisui = world.institution("hisui");
  const users = await world.newUsers("hisui", 3);
  const issued = await Promise.all(users.map((user) => world.issue(user)));
  const [signed, undone, never] = issued;
  assert.ok(signed && undone && never);
  const rows = await recordOf(world, hisui.code);
  // As they were between the two phases of issuing.
  await world.context.database.asOwner(
    `update certificate set state = 'prepared', certificate_signature = null, fingerprint = null, signed_at = null`,
  );
  await world.context.database.asOwner(
    `update certificate set state = 'abandoned', ended_at = now(), end_cause = 'unconfirmed' where serial = $1`,
    [undone.serial],
  );
  const wasSigned = rows.filter(
    (row) => row.event !== "certificate.issued" || row.certificateSerial !== never.serial,
  );
  const { counts } = await replay(world, wasSigned);
  assert.deepEqual([counts.withdrawLost, counts.revokeLost], [2, 0]);
  for (const { serial } of [signed, undone])
    assert.deepEqual((await endOf(world, serial)).slice(0, 2), ["revoked", "revocation"]);
  assert.deepEqual((await endOf(world, never.serial))[0], "prepared", "undone by its time");
  const standing = await certificateStanding(world.context, hisui, signed.certificate);
  assert.equal(standing.kind === "refused" ? standing.code : "usable", "CERTIFICATE_REVOKED");
  const late = await confirmCertificate(world.context, {
    institution: hisui,
    serial: signed.serial,
    origin: ORIGIN,
  });
  assert.equal(late.ok ? "confirmed" : late.refusal.code, "CERTIFICATE_REVOKED");
});

test("what cannot be done is told: an issuer, or a certificate, that nobody knows", async (t) => {
  const world = await certificateWorld(t);
  const user = await world.newUser("hisui");
  const lost = await world.activate(user);
  await revoke(world, lost.serial);
  const rows = await recordOf(world, world.institution("hisui").code);
  await world.context.database.asOwner("set session_replication_role = replica; delete from certificate");
  const elsewhere = rows.map((row) => ({ ...row, facts: row.facts.replace('"bizsol-g1"', '"bizsol-g9"') }));
  const unknownIssuer = await replay(world, elsewhere);
  assert.match(unknownIssuer.obstacles.join(), /issued by bizsol-g9, which the database does not know/);
  const tail = rows.filter(({ event }) => event === "certificate.revoked");
  assert.match((await replay(world, tail)).obstacles.join(), /from an earlier row on/);
  const broken = tail.map((row) => ({ ...row, facts: "{}" }));
  await assert.rejects(replay(world, broken), UnreadableRow);
  assert.throws(
    () => recordedEvent({ ...(tail[0] ?? assert.fail()), facts: '{"cause": "whim"}' }),
    UnreadableRow,
  );
});

test("a user who was suspended since is suspended again, unless staff decided otherwise since", async (t) => {
  const world = await certificateWorld(t);
  const hisui = world.institution("hisui");
  const users = await world.newUsers("hisui", 3);
  const [suspended, resumed, decided] = users;
  assert.ok(suspended && resumed && decided);
  const { database, clock } = world.context;
  const point = await restorePoint(database);
  const change = (user: (typeof users)[number]) => ({ user: user.reference, at: clock.now(), actor: staff });
  await database.inInstitution(hisui.code, async (tx) => {
    for (const user of users) await suspendUser(tx, change(user));
    await resumeUser(tx, change(resumed));
  });
  const rows = await recordOf(world, hisui.code);
  await point.restore();
  clock.advance({ minutes: 5 });
  await database.inInstitution(hisui.code, (tx) => resumeUser(tx, change(decided)));
  const { counts } = await replay(world, rows);
  assert.equal(counts.suspend, 1);
  const states = await database.asOwner<{ state: string }>(
    "select state from contract_user where contract_id = $1 order by user_id",
    [suspended.reference.contractId],
  );
  assert.deepEqual(
    states.map(({ state }) => state),
    ["suspended", "active", "active"],
  );
});
