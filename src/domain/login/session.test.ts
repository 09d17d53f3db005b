import assert from "node:assert/strict";
import test from "node:test";
import type { User } from "../user/users.ts";
import { suspendUser } from "../user/suspend.ts";
import { loginWorld, ORIGIN, START } from "#test/support/login.ts";
import { loginHistory } from "./history.ts";
import { openSession } from "./open-session.ts";
import {
  endSession,
  endSessionsOfCertificate,
  findSession,
  reasonOfEnd,
  rotateSession,
  type NewSession,
} from "./session.ts";
import { tidyLogins } from "./tidy.ts";

const world = await loginWorld();
const { context } = world;
const institution = world.institution("akagi");
const { idleSeconds, absoluteSeconds } = institution.session;

/** Each test starts at the same instant, with a user of its own. */
const logIn = async (user?: User, certificateSerial?: string): Promise<NewSession> => {
  const who = user ?? (await world.newUser("akagi"));
  return context.database.inInstitution(institution.code, (tx) =>
    openSession(context, tx, {
      institution,
      user: who,
      proof:
        certificateSerial === undefined
          ? { method: "password", certificateSerial: null }
          : { method: "certificate", certificateSerial },
      origin: ORIGIN,
    }),
  );
};

const find = (token: string) => findSession(context, { institution, token });
const why = async (token: string) => (await reasonOfEnd(context, { institution, token }))?.code;

test.beforeEach(() => {
  context.clock.set(START);
});

test("a session is found by its token, with its user", async () => {
  const { token, session } = await logIn();
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  const found = await find(token);
  assert.deepEqual(found?.user, session.user);
  assert.equal(found?.sessionId, session.sessionId);
  assert.equal(found?.method, "password");
  assert.equal(found?.expiresAt.epochMilliseconds, START.add({ seconds: absoluteSeconds }).epochMilliseconds);
  assert.equal(await why(token), undefined);
});

test("the database does not know the token", async () => {
  const { token } = await logIn();
  const rows = await context.database.asOwner<{ text: string }>(
    "select portal_session::text as text from portal_session",
  );
  assert.ok(rows.length > 0);
  for (const form of [
    token,
    Buffer.from(token).toString("hex"),
    Buffer.from(token, "base64url").toString("hex"),
  ])
    assert.ok(!JSON.stringify(rows).includes(form));
});

test("another institution does not find it", async () => {
  const { token } = await logIn();
  assert.equal(await findSession(context, { institution: world.institution("daishin"), token }), undefined);
});

test("it ends when nothing is done, to the second", async () => {
  const { token } = await logIn();
  context.clock.advance({ seconds: idleSeconds - 1 });
  assert.ok(await find(token));
  context.clock.advance({ seconds: idleSeconds - 1 });
  assert.ok(await find(token), "being used keeps it");
  context.clock.advance({ seconds: idleSeconds });
  assert.equal(await find(token), undefined);
  assert.equal(await why(token), "SESSION_IDLE");
  context.clock.set(START);
  assert.equal(await find(token), undefined, "what is over stays over");
});

test("it ends after its longest time, however busy", async () => {
  const { token } = await logIn();
  const end = START.add({ seconds: absoluteSeconds });
  while (Temporal.Instant.compare(context.clock.now().add({ seconds: 800 }), end) < 0) {
    context.clock.advance({ seconds: 800 });
    assert.ok(await find(token));
  }
  context.clock.set(end.subtract({ seconds: 1 }));
  assert.ok(await find(token));
  context.clock.set(end);
  assert.equal(await find(token), undefined);
  assert.equal(await why(token), "SESSION_EXPIRED");
});

test("that it was seen is written at most once a minute", async () => {
  const { token, session } = await logIn();
  const lastSeen = async (): Promise<number> => {
    const [row] = await context.database.asOwner<{ at: Date }>(
      "select last_seen_at as at from portal_session where session_id = $1",
      [session.sessionId],
    );
    return (row?.at.getTime() ?? 0) - START.epochMilliseconds;
  };
  context.clock.advance({ seconds: 59 });
  await find(token);
  assert.equal(await lastSeen(), 0);
  context.clock.advance({ seconds: 1 });
  await find(token);
  assert.equal(await lastSeen(), 60_000);
});

test("logout ends it in the database, for this token and for good", async () => {
  const { token } = await logIn();
  await endSession(context, { institution, token, origin: ORIGIN });
  assert.equal(await find(token), undefined);
  assert.equal(await why(token), undefined);
  await endSession(context, { institution, token, origin: ORIGIN });
  const events = (await world.auditOf(institution.code)).slice(-1);
  assert.deepEqual(events, ["session.ended"]);
});

test("a new login of the same user ends the earlier session, and it says so", async () => {
  const user = await world.newUser("akagi");
  const first = await logIn(user);
  const second = await logIn(user);
  assert.equal(await find(first.token), undefined);
  assert.equal(await why(first.token), "SESSION_REPLACED");
  assert.ok(await find(second.token));
});

test("of ten logins of one user at once, exactly one session is left", async () => {
  const user = await world.newUser("akagi");
  const sessions = await Promise.all(Array.from({ length: 10 }, () => logIn(user)));
  const alive = await Promise.all(sessions.map(({ token }) => find(token)));
  assert.equal(alive.filter((session) => session !== undefined).length, 1);
});

test("a new token takes the place of the old one", async () => {
  const { token, session } = await logIn();
  const rotated = await rotateSession(context, { institution, token, origin: ORIGIN });
  assert.ok(rotated);
  assert.notEqual(rotated.token, token);
  assert.equal(await find(token), undefined);
  assert.equal((await find(rotated.token))?.sessionId, session.sessionId);
  assert.equal(await rotateSession(context, { institution, token, origin: ORIGIN }), undefined);
});

test("the sessions of a certificate end with it, others do not", async () => {
  const user = await world.newUser("akagi");
  const { serial } = await world.newCertificate(user.reference);
  const ofCertificate = await logIn(user, serial);
  const other = await logIn();
  const ended = await context.database.inInstitution(institution.code, (tx) =>
    endSessionsOfCertificate(tx, { serial, at: START, actor: { kind: "system", name: "test" } }),
  );
  assert.equal(ended, 1);
  assert.equal(await find(ofCertificate.token), undefined);
  assert.equal(await why(ofCertificate.token), "SESSION_CERTIFICATE_REVOKED");
  assert.ok(await find(other.token));
});

test("a suspended user's session ends in the same transaction", async () => {
  const { token, session } = await logIn();
  const user = session.user.reference;
  await context.database.inInstitution(institution.code, (tx) =>
    suspendUser(tx, { user, at: START, actor: { kind: "system", name: "test" } }),
  );
  assert.equal(await why(token), "SESSION_USER_SUSPENDED");
  assert.equal(await find(token), undefined);
});

test("a session that was forgotten at the suspension ends at the next request", async () => {
  const { token, session } = await logIn();
  const { contractId } = session.user.reference;
  await context.database.asOwner("update contract_user set state = 'suspended' where contract_id = $1", [
    contractId,
  ]);
  assert.equal(await find(token), undefined);
  assert.equal(await why(token), "SESSION_USER_SUSPENDED");
});

test("a login is in the user's history, newest first", async () => {
  const user = await world.newUser("akagi");
  await logIn(user);
  context.clock.advance({ seconds: 5 });
  const { serial } = await world.newCertificate(user.reference);
  await logIn(user, serial);
  const records = await loginHistory(context, user.reference, 10);
  assert.deepEqual(
    records.map(({ method, outcome, refusalCode, address }) => ({ method, outcome, refusalCode, address })),
    ["certificate", "password"].map((method) => ({
      method,
      outcome: "succeeded",
      refusalCode: null,
      address: ORIGIN.address,
    })),
  );
  assert.equal((await loginHistory(context, user.reference, 1)).length, 1);
});

test("what is long over is tidied away, what lives is not", async () => {
  const { token } = await logIn();
  context.clock.set(START.add({ hours: 24 * 100 }));
  const { token: living } = await logIn();
  assert.ok((await tidyLogins(context)).sessions >= 1);
  assert.equal(await why(token), undefined);
  assert.ok(await find(living));
});
