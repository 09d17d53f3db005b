import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor, DomainContext } from "#domain/context.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import type { User } from "#domain/user/users.ts";
import { findUser } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { acquisitionRight, grantAcquisition } from "./rights.ts";
import { tidyEnrollments } from "./tidy.ts";
import { createEnrollmentToken } from "./tokens.ts";

const START = Temporal.Instant.from("2026-06-01T00:00:00Z");
const database = await testDatabase();
const clock = settableClock(START);
const context: DomainContext = { database, clock, random: systemRandom, institutions: shippedInstitutions() };
const yukiguni = shippedInstitution("yukiguni");
const staff: Actor = { kind: "staff", name: "branch" };

let contracts = 0;

/** An administrator and a user of one contract, neither with a right to acquire. */
const couple = async (): Promise<{ administrator: User; user: User }> => {
  contracts += 1;
  const [administrator, user] = await populate(context, {
    institution: yukiguni,
    contractId: `8000000${contracts}`,
    users: { [`admin${contracts}`]: "administrator", [`user${contracts}`]: "user" },
    mayAcquire: false,
  });
  assert.ok(administrator !== undefined && user !== undefined);
  return { administrator, user };
};

const grant = async (grantee: User, actor: Actor): Promise<string> => {
  const given = await grantAcquisition(context, { institution: yukiguni, user: grantee.reference, actor });
  return given.ok ? (given.value.deadline?.toString() ?? "no deadline") : given.refusal.code;
};

const rightOf = async (user: User): Promise<string> => {
  const present = await findUser(context, user.reference);
  assert.ok(present);
  const right = await acquisitionRight(context, yukiguni, present);
  return right.ok ? right.value.basis : right.refusal.code;
};

const by = (user: User): Actor => ({ kind: "user", user: user.reference });

test("[001] the branch gives the administrator the right, the administrator gives it to the user (F6)", async () => {
  const { administrator, user } = await couple();
  assert.equal(await rightOf(administrator), "ACQUISITION_NOT_GRANTED");
  assert.equal(await grant(administrator, staff), "2026-08-20T14:59:59Z");
  assert.equal(await rightOf(administrator), "first");
  assert.equal(await rightOf(user), "ACQUISITION_NOT_GRANTED");
  assert.equal(await grant(user, by(administrator)), "2026-08-20T14:59:59Z");
  assert.equal(await rightOf(user), "first");
});

test("giving the right again starts the deadline anew", async () => {
  const { user } = await couple();
  await grant(user, staff);
  try {
    clock.advance({ hours: 24 * 81 });
    assert.equal(await rightOf(user), "ACQUISITION_DEADLINE_PASSED");
    await grant(user, staff);
    assert.equal(await rightOf(user), "first");
  } finally {
    clock.set(START);
  }
});

test("a user, the grantee, a suspended administrator and nobody give no right", async () => {
  const { administrator, user } = await couple();
  const forbidden = "ACQUISITION_GRANT_FORBIDDEN";
  assert.equal(await grant(administrator, by(user)), forbidden);
  assert.equal(await grant(administrator, by(administrator)), forbidden);
  assert.equal(await grant(user, { kind: "unidentified" }), forbidden);
  await database.inInstitution(yukiguni.code, (tx) =>
    suspendUser(tx, { user: administrator.reference, at: START, actor: staff }),
  );
  assert.equal(await grant(user, by(administrator)), forbidden);
  assert.equal(await rightOf(user), "ACQUISITION_NOT_GRANTED");
});

test("an administrator of another contract gives no right", async () => {
  const { administrator } = await couple();
  const { user } = await couple();
  assert.equal(await grant(user, by(administrator)), "ACQUISITION_GRANT_FORBIDDEN");
});

test("a right for nobody is not given", async () => {
  const { user } = await couple();
  const nobody = { ...user, reference: { ...user.reference, userId: "nobody" } };
  assert.equal(await grant(nobody, staff), "USER_UNKNOWN");
});

test("the record tells who gave the right, and nothing is recorded for one refused", async () => {
  const { administrator, user } = await couple();
  await grant(administrator, by(user));
  await grant(user, by(administrator));
  const rows = await database.asOwner<{ user_id: string; actor_kind: string }>(
    "select user_id, actor_kind from audit_event where event = 'user.acquisitionGranted' and contract_id = $1",
    [user.reference.contractId],
  );
  assert.deepEqual(rows, [{ user_id: user.reference.userId, actor_kind: "user" }]);
});

test("tokens that have been over for a week are deleted, younger ones are kept", async () => {
  const { user } = await couple();
  const request = { user: user.reference, actor: staff, validSeconds: 3600 };
  await createEnrollmentToken(context, request);
  try {
    clock.advance({ hours: 24 * 7 });
    await createEnrollmentToken(context, request);
    assert.deepEqual(await tidyEnrollments(context), { sessions: 0, tokens: 0 });
    clock.advance({ hours: 2 });
    assert.deepEqual(await tidyEnrollments(context), { sessions: 0, tokens: 1 });
  } finally {
    clock.set(START);
  }
});
