import assert from "node:assert/strict";
import test from "node:test";
import { certificateWorld, ORIGIN } from "#test/support/certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import { findCertificate } from "./certificates.ts";
import { revokeCertificate } from "./revoke.ts";

const world = await certificateWorld();
const { context } = world;
const { database } = context;
const hisui = world.institution("hisui");
const ADMINISTRATOR = { kind: "staff", name: "counter" } as const;

const revoke = (serial: string) =>
  revokeCertificate(context, {
    institution: hisui,
    serial,
    reason: "affiliationChanged",
    actor: ADMINISTRATOR,
    origin: ORIGIN,
  });

const codeOf = async (serial: string): Promise<string> => {
  const outcome = await revoke(serial);
  return outcome.ok ? "revoked" : outcome.refusal.code;
};

test("revocation ends the certificate and its sessions, tells the owner, and is refused when repeated", async () => {
  const user = await world.newUser("hisui");
  const { serial } = await world.activate(user);
  const { institutionCode, contractId, userId } = user.reference;
  await database.asOwner(
    `insert into portal_session (institution_code, session_id, token_digest, contract_id, user_id, method,
       certificate_serial, created_at, last_seen_at, expires_at)
     values ($1, repeat('a', 32), sha256('x'), $2, $3, 'certificate', $4, now(), now(), now())`,
    [institutionCode, contractId, userId, serial],
  );
  const outcome = await revoke(serial);
  assert.ok(outcome.ok);
  assert.equal(outcome.value.state, "revoked");
  assert.equal(outcome.value.revocationReason, "affiliationChanged");
  assert.equal(outcome.value.endCause, "revocation");
  const sessions = await database.asOwner(
    "select end_reason from portal_session where certificate_serial = $1",
    [serial],
  );
  assert.deepEqual(sessions, [{ end_reason: "revoked" }]);
  assert.equal(await codeOf(serial), "ALREADY_REVOKED");
  const [audit] = await database.asOwner<{ actor: string; facts: { reason: string } }>(
    "select actor, facts from audit_event where event = 'certificate.revoked' and certificate_serial = $1",
    [serial],
  );
  assert.equal(audit?.actor, "counter");
  assert.equal(audit.facts.reason, "affiliationChanged");
  const mails = await database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'subject' = '電子証明書失効のお知らせ'",
  );
  assert.equal(mails.length, 1);
  assert.match(mails[0]?.text ?? "", new RegExp(serial));
  assert.doesNotMatch(mails[0]?.text ?? "", /https?:/);
});

test("of ten revocations at once one succeeds", async () => {
  const { serial } = await world.activate(await world.newUser("hisui"));
  const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(serial)));
  assert.equal(codes.filter((code) => code === "revoked").length, 1);
  assert.equal(codes.filter((code) => code === "ALREADY_REVOKED").length, 9);
});

test("a renewal on its way ends with the certificate it renews", async () => {
  const user = await world.newUser("hisui");
  const old = await world.activate(user);
  const renewal = await world.issue(user, { supersedesSerial: old.serial });
  assert.equal(await codeOf(old.serial), "revoked");
  const confirmed = await confirmCertificate(context, {
    institution: hisui,
    serial: renewal.serial,
    origin: ORIGIN,
  });
  assert.equal(confirmed.ok ? "confirmed" : confirmed.refusal.code, "CERTIFICATE_REVOKED");
  await world.activate(user);
});

test("a certificate that waits for its confirmation can be revoked", async () => {
  const { serial } = await world.issue(await world.newUser("hisui"));
  assert.equal(await codeOf(serial), "revoked");
});

test("what is not there, was never signed or is expired is not revoked", async () => {
  assert.equal(await codeOf("ab".repeat(16)), "CERTIFICATE_NOT_FOUND");
  const user = await world.newUser("hisui");
  const { serial } = await world.issue(user);
  await database.asOwner(
    "update certificate set state = 'prepared', certificate_signature = null, fingerprint = null, signed_at = null where serial = $1",
    [serial],
  );
  assert.equal(await codeOf(serial), "CERTIFICATE_NOT_REVOCABLE");
  assert.equal((await findCertificate(context, "9001", serial))?.state, "prepared");
});

test("nothing changes when the audit row cannot be written", async () => {
  const { serial } = await world.activate(await world.newUser("hisui"));
  await database.asOwner(
    "alter table audit_event add constraint closed check (event <> 'certificate.revoked') not valid",
  );
  await assert.rejects(revoke(serial), /closed/);
  await database.asOwner("alter table audit_event drop constraint closed");
  assert.equal((await findCertificate(context, "9001", serial))?.state, "active");
});
