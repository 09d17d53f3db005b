import assert from "node:assert/strict";
import test from "node:test";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { undoUnconfirmed } from "#domain/certificate/undo.ts";
import type { DomainContext } from "#domain/context.ts";
import type { User } from "#domain/user/users.ts";
import { openDatabase } from "#platform/database/database.ts";
import { certificateWorld, ORIGIN } from "#test/support/certificates.ts";

const world = await certificateWorld();
const { context, authority } = world;
const hisui = world.institution("hisui");

/** A whole acquisition, as a session of its own would do it: the code of its refusal, or `active`. */
const acquire = async (from: DomainContext, user: User, supersedesSerial?: string): Promise<string> => {
  const issued = await issueCertificate(from, authority, world.requestOf(user, { supersedesSerial }));
  if (!issued.ok) return issued.refusal.code;
  const { serial } = issued.value;
  const confirmed = await confirmCertificate(from, { institution: hisui, serial, origin: ORIGIN });
  return confirmed.ok ? "active" : confirmed.refusal.code;
};

const tally = (codes: readonly string[]): Partial<Record<string, number>> =>
  Object.fromEntries(
    Map.groupBy(codes, (code) => code)
      .entries()
      .map(([code, all]) => [code, all.length]),
  );

const assertOneActive = async (user: User): Promise<void> => {
  const states = await world.statesOf(user);
  assert.equal(states.filter((state) => state === "active").length, 1);
  assert.ok(!states.includes("issued") && !states.includes("prepared"), "nothing is left on its way");
};

test("200 acquisitions at once for one ID, on two nodes: one active certificate, clear refusals for the others", async (t) => {
  const user = await world.newUser("hisui");
  const other = await openDatabase({ connectionString: context.database.connectionString, connections: 10 });
  t.after(() => other.close());
  const nodes = [context, { ...context, database: other }];
  const codes = await Promise.all(
    Array.from({ length: 200 }, (_, index) => acquire(nodes[index % 2] ?? context, user)),
  );
  const { active = 0, ...refusals } = tally(codes);
  assert.equal(active, 1);
  assert.deepEqual(
    Object.keys(refusals).filter(
      (code) => !["ACQUISITION_TAKEN_OVER", "ALREADY_HAS_CERTIFICATE"].includes(code),
    ),
    [],
  );
  await assertOneActive(user);
});

test("50 renewals at once leave one active certificate", async () => {
  const user = await world.newUser("hisui");
  const { serial } = await world.activate(user);
  const codes = await Promise.all(Array.from({ length: 50 }, () => acquire(context, user, serial)));
  const { active = 0, ...refusals } = tally(codes);
  assert.equal(active, 1);
  assert.deepEqual(
    Object.keys(refusals).filter(
      (code) => !["ACQUISITION_TAKEN_OVER", "RENEWED_CERTIFICATE_NOT_ACTIVE"].includes(code),
    ),
    [],
  );
  await assertOneActive(user);
});

test("confirmation and undoing at the same moment: one of them, never both", async () => {
  const users = await world.newUsers("hisui", 40);
  const issued = await Promise.all(users.map((user) => world.issue(user)));
  const last = issued
    .map(({ confirmBefore }) => confirmBefore)
    .sort((left, right) => Temporal.Instant.compare(left, right))
    .at(-1);
  assert.ok(last !== undefined);
  // One clock says it is still time, the other that it is over.
  const inTime = { ...context, clock: { now: () => last } };
  context.clock.set(last.add({ seconds: 1 }));
  const [confirmed] = await Promise.all([
    Promise.all(
      issued.map(({ serial }) => confirmCertificate(inTime, { institution: hisui, serial, origin: ORIGIN })),
    ),
    undoUnconfirmed(context),
    undoUnconfirmed(context),
  ]);
  await undoUnconfirmed(context);
  for (const [index, user] of users.entries()) {
    const outcome = confirmed[index];
    assert.deepEqual(await world.statesOf(user), [outcome?.ok === true ? "active" : "revoked (unconfirmed)"]);
  }
});
