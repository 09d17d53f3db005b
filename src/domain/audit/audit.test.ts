import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import type { DomainContext } from "#domain/context.ts";
import { statements } from "#platform/database/database.ts";
import { InvariantError } from "#shared/invariant.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { auditArrays, recordAudit, type AuditEntry } from "./audit.ts";
import { assertTellable } from "./facts.ts";
import { listAudit } from "./list.ts";

const CODE = "9001";
const at = Temporal.Instant.from("2026-04-01T00:00:00.123Z");
const database = await testDatabase();
const context: DomainContext = {
  database,
  clock: settableClock(at),
  random: systemRandom,
  institutions: shippedInstitutions(),
};

const subject = { institutionCode: CODE, contractId: "c1", userId: "u1" };
const full: AuditEntry = {
  at,
  event: "certificate.revoked",
  actor: { kind: "user", user: { ...subject, userId: "u2" } },
  subject,
  certificateSerial: "0".repeat(32),
  origin: { address: "192.0.2.1", supportId: "7K2QF-9XM0C" },
  facts: { reason: "keyCompromise", count: 2, kinds: ["login"] },
};

test("a row holds who did what to whom, from where", async () => {
  await database.inInstitution(CODE, (tx) => recordAudit(tx, full));
  const [row] = await listAudit(context, CODE, { limit: 1 });
  assert.ok(row);
  const { eventId, ...rest } = row;
  assert.equal(typeof eventId, "number");
  assert.deepEqual(rest, {
    at,
    event: "certificate.revoked",
    actorKind: "user",
    actor: "c1/u2",
    contractId: "c1",
    userId: "u1",
    certificateSerial: "0".repeat(32),
    supportId: "7K2QF-9XM0C",
    address: "192.0.2.1",
    facts: { reason: "keyCompromise", count: 2, kinds: ["login"] },
  });
});

test("the arrays for groups write the same rows, and only those of certificates that were changed", async () => {
  await database.inInstitution(CODE, (tx) => recordAudit(tx, full));
  const changed = { ...full, certificateSerial: "4".repeat(32), actor: { kind: "unidentified" } as const };
  const passedOver = { ...full, certificateSerial: "2".repeat(32) };
  const bare = { ...full, certificateSerial: "3".repeat(32), subject: undefined, origin: undefined };
  const entries = [{ ...full, certificateSerial: "0".repeat(32) }, changed, passedOver, bare];
  const parameters = auditArrays(entries);
  const before = await listAudit(context, CODE, { limit: 100 });
  await database.inInstitutionOnce(
    CODE,
    sql`select audit_record_of_certificates(${["0", "4", "3"].map((digit) => digit.repeat(32))}::text[],
      ${sql.join(parameters)})`.compile(statements),
  );
  const after = await listAudit(context, CODE, { limit: 100 });
  assert.equal(after.length, before.length + 3);
  const [third, second, first] = after;
  const [expected] = before;
  assert.deepEqual({ ...first, eventId: 0 }, { ...expected, eventId: 0 });
  assert.deepEqual(
    { ...second, eventId: 0 },
    { ...expected, eventId: 0, certificateSerial: "4".repeat(32), actorKind: "unidentified", actor: null },
  );
  assert.deepEqual(
    [third?.contractId, third?.userId, third?.supportId, third?.address],
    [null, null, null, null],
  );
});

test("a row goes where its transaction goes", async () => {
  const before = await listAudit(context, CODE, { limit: 100 });
  const failing = database.inInstitution(CODE, async (tx) => {
    await recordAudit(tx, full);
    throw new Error("the change failed");
  });
  await assert.rejects(failing, /the change failed/);
  assert.deepEqual(await listAudit(context, CODE, { limit: 100 }), before);
});

test("rows are found by user, event and certificate, the newest first, and only in their institution", async () => {
  const staff = { kind: "staff", name: "counter 3" } as const;
  await database.inInstitution(CODE, async (tx) => {
    await recordAudit(tx, {
      at,
      event: "user.suspended",
      actor: staff,
      subject: { ...subject, userId: "u9" },
    });
    await recordAudit(tx, { at, event: "user.resumed", actor: staff, subject: { ...subject, userId: "u9" } });
  });
  const events = async (filter: Parameters<typeof listAudit>[2], code = CODE): Promise<string[]> =>
    (await listAudit(context, code, filter)).map(({ event }) => event);
  assert.deepEqual(await events({ contractId: "c1", userId: "u9", limit: 10 }), [
    "user.resumed",
    "user.suspended",
  ]);
  assert.deepEqual(await events({ event: "user.suspended", limit: 10 }), ["user.suspended"]);
  assert.deepEqual(await events({ certificateSerial: "1".repeat(32), limit: 10 }), []);
  assert.deepEqual(await events({ limit: 10 }, "9002"), []);
});

test("no secret is written by its name", () => {
  for (const name of [
    "password",
    "loginPassword",
    "newPin",
    "pin",
    "sessionToken",
    "ticket",
    "secretHash",
    "otp",
  ])
    assert.throws(() => assertTellable("a.b", { [name]: "x" }), InvariantError, name);
  for (const name of ["secretKind", "claimDigest", "tokenId", "opinion", "spinning", "passwordLoginEnds"])
    assert.doesNotThrow(() => assertTellable("a.b", { [name]: "x" }), name);
});

test("an event is dotted words, and a fact is short", () => {
  for (const event of ["revoked", "certificate.", "Certificate.revoked", "certificate.re voked"])
    assert.throws(() => assertTellable(event, {}), InvariantError, event);
  assert.throws(() => assertTellable("a.b", { text: "x".repeat(2_001) }), InvariantError);
});

test("a row is never changed or deleted, not even by the owner of the schema", async () => {
  await database.inInstitution(CODE, (tx) => recordAudit(tx, full));
  for (const statement of [
    "update audit_event set event = 'a.b'",
    "delete from audit_event",
    "truncate audit_event",
  ])
    await assert.rejects(database.asOwner(statement), /append-only/);
});
