import assert from "node:assert/strict";
import test from "node:test";
import { findContract, mayLogInByPassword } from "#domain/contract/contracts.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import type { User } from "#domain/user/users.ts";
import { certificateWorld, ORIGIN } from "#test/support/certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import { currentCertificate, findCertificate } from "./certificates.ts";
import { revokeCertificate } from "./revoke.ts";
import { undoUnconfirmed } from "./undo.ts";

const world = await certificateWorld();
const { context } = world;
const { clock, database } = context;
const hisui = world.institution("hisui");
const STAFF = { kind: "staff", name: "counter" } as const;

const confirm = (serial: string, institution = hisui) =>
  confirmCertificate(context, { institution, serial, origin: ORIGIN });

const codeOf = async (serial: string): Promise<string> => {
  const outcome = await confirm(serial);
  return outcome.ok ? "confirmed" : outcome.refusal.code;
};

const mailsTo = async (user: User): Promise<string[]> => {
  const rows = await database.asOwner<{ subject: string; to: string }>(
    `select payload->>'subject' as subject, payload->>'to' as to from graphile_worker._private_jobs order by id`,
  );
  return rows.filter(({ to }) => to === user.mailAddress).map(({ subject }) => subject);
};

test("confirmation makes a certificate active, tells the owner, and changes nothing when repeated", async () => {
  const user = await world.newUser("hisui");
  const { serial } = await world.issue(user);
  const first = await confirm(serial);
  assert.ok(first.ok);
  assert.equal(first.value.certificate.state, "active");
  assert.equal(first.value.superseded, undefined);
  clock.advance({ hours: 1 });
  const again = await confirm(serial);
  assert.deepEqual(again, first);
  assert.deepEqual(await world.auditOf(user), [
    "certificate.prepared",
    "certificate.issued",
    "certificate.confirmed",
  ]);
  assert.deepEqual(await mailsTo(user), ["電子証明書発行のお知らせ"]);
});

test("confirming a renewal revokes the old certificate as superseded", async () => {
  const user = await world.newUser("hisui");
  const old = await world.activate(user);
  const renewal = await world.issue(user, { supersedesSerial: old.serial });
  const confirmed = await confirm(renewal.serial);
  assert.ok(confirmed.ok);
  assert.equal(confirmed.value.superseded, old.serial);
  const before = await findCertificate(context, "9001", old.serial);
  assert.equal(before?.state, "revoked");
  assert.equal(before.revocationReason, "superseded");
  assert.equal((await currentCertificate(context, user.reference))?.serial, renewal.serial);
  const again = await confirm(renewal.serial);
  assert.equal(again.ok && again.value.superseded, old.serial);
});

test("ID and password login ends by the institution's rule", async () => {
  // yukiguni: for the whole contract when an administrator obtains a certificate (A2.7)
  const yukiguni = world.institution("yukiguni");
  assert.equal(yukiguni.login.passwordLoginEnds, "byAdministratorAcquisition");
  const [administrator, user] = await world.newUsers("yukiguni", 2);
  assert.ok(administrator !== undefined && user !== undefined);
  const { contractId, institutionCode } = user.reference;
  const mayStill = async (): Promise<boolean> => {
    const contract = await findContract(context, institutionCode, contractId);
    return contract !== undefined && mayLogInByPassword(yukiguni, contract, user);
  };
  await world.activate(user);
  assert.equal(await mayStill(), true);
  await world.activate(administrator);
  assert.equal(await mayStill(), false);
});

test("a confirmation that comes a second late is refused though nothing was undone yet", async () => {
  const user = await world.newUser("hisui");
  const issued = await world.issue(user);
  clock.set(issued.confirmBefore.add({ seconds: 1 }));
  assert.equal(await codeOf(issued.serial), "CONFIRMATION_TOO_LATE");
  assert.deepEqual(await world.statesOf(user), ["issued"]);
  await undoUnconfirmed(context);
  assert.equal(await codeOf(issued.serial), "CONFIRMATION_TOO_LATE");
  assert.deepEqual(await world.statesOf(user), ["revoked (unconfirmed)"]);
});

test("the last second is in time", async () => {
  const issued = await world.issue(await world.newUser("hisui"));
  clock.set(issued.confirmBefore);
  assert.equal(await codeOf(issued.serial), "confirmed");
});

test("what is over, unknown or not signed cannot be confirmed", async () => {
  const user = await world.newUser("hisui");
  assert.equal(await codeOf("ab".repeat(16)), "CERTIFICATE_NOT_FOUND");
  const first = await world.issue(user);
  await revokeCertificate(context, {
    institution: hisui,
    serial: first.serial,
    reason: "keyCompromise",
    actor: STAFF,
  });
  assert.equal(await codeOf(first.serial), "CERTIFICATE_REVOKED");
  const second = await world.activate(user);
  const third = await world.activate(user, { supersedesSerial: second.serial });
  assert.equal(await codeOf(second.serial), "CERTIFICATE_SUPERSEDED");
  clock.set(third.notAfter.add({ seconds: 1 }));
  await world.issue(user);
  assert.equal(await codeOf(third.serial), "CERTIFICATE_EXPIRED");
  const other = await world.newUser("hisui");
  const { serial } = await world.issue(other);
  await database.asOwner(
    "update certificate set state = 'prepared', certificate_signature = null, fingerprint = null, signed_at = null where serial = $1",
    [serial],
  );
  assert.equal(await codeOf(serial), "CERTIFICATE_NOT_ISSUED");
});

test("a certificate of another institution is not found", async () => {
  const { serial } = await world.issue(await world.newUser("akagi"));
  assert.equal(await codeOf(serial), "CERTIFICATE_NOT_FOUND");
});

test("a user who was suspended meanwhile cannot confirm", async () => {
  const user = await world.newUser("hisui");
  const { serial } = await world.issue(user);
  await database.inInstitution("9001", (tx) =>
    suspendUser(tx, { user: user.reference, at: clock.now(), actor: STAFF }),
  );
  assert.equal(await codeOf(serial), "USER_SUSPENDED");
});

test("two renewals at once leave one active certificate", async () => {
  const user = await world.newUser("hisui");
  const old = await world.activate(user);
  const first = await world.issue(user, { supersedesSerial: old.serial });
  const second = await world.issue(user, { supersedesSerial: old.serial });
  const codes = await Promise.all([codeOf(first.serial), codeOf(second.serial)]);
  assert.deepEqual(codes, ["ACQUISITION_TAKEN_OVER", "confirmed"]);
  const states = await world.statesOf(user);
  assert.equal(states.filter((state) => state === "active").length, 1);
});

test("a certificate is not put beside another active one", async () => {
  const user = await world.newUser("hisui");
  const { serial } = await world.activate(user);
  const renewal = await world.issue(user, { supersedesSerial: serial });
  // As if it had been asked for without naming the active one.
  await database.asOwner("update certificate set supersedes_serial = null where serial = $1", [
    renewal.serial,
  ]);
  assert.equal(await codeOf(renewal.serial), "ALREADY_HAS_CERTIFICATE");
});
