import assert from "node:assert/strict";
import test from "node:test";
import type { User } from "../user/users.ts";
import { loginWorld, START } from "#test/support/login.ts";
import { codeOf, loginSteps } from "#test/support/login-steps.ts";
import { attemptAwaitingPassword } from "./complete-certificate-login.ts";
import { loginHistory } from "./history.ts";
import { findSession } from "./session.ts";

const world = await loginWorld();
const { context } = world;
const { complete, hisui, proved, redeem, ticketFor, withoutPassword } = loginSteps(world);

test.beforeEach(() => {
  context.clock.set(START);
});

test("certificate, ticket, password: a session of the certificate", async () => {
  const { user, certificate, outcome, ...attempt } = await proved();
  assert.deepEqual(outcome, {
    kind: "proved",
    attemptId: attempt.attemptId,
    user: user.reference,
    certificateSerial: certificate.serial,
    asksPassword: true,
  });
  assert.deepEqual(
    await attemptAwaitingPassword(context, { institution: hisui, ...attempt }),
    user.reference,
  );
  const completed = await complete(attempt);
  assert.ok(completed.ok);
  const session = await findSession(context, { institution: hisui, token: completed.value.token });
  assert.equal(session?.method, "certificate");
  assert.equal(session?.certificateSerial, certificate.serial);
  assert.deepEqual(session?.user.reference, user.reference);
  const [record] = await loginHistory(context, user.reference, 1);
  assert.equal(record?.outcome, "succeeded");
});

test("each step is in the audit record, and no step's secret is", async () => {
  const before = (await world.auditOf("9001")).length;
  const attempt = await proved();
  await complete(attempt);
  const steps = (await world.auditOf("9001")).slice(before).filter((event) => /^(login|session)/.test(event));
  assert.deepEqual(steps, [
    "login.started",
    "login.certificatePresented",
    "login.returned",
    "login.succeeded",
  ]);
  const rows = await context.database.asOwner<{ text: string }>(
    "select audit_event::text as text from audit_event union all select login_attempt::text from login_attempt",
  );
  const stored = rows.map(({ text }) => text).join("\n");
  for (const secret of [attempt.nonce, attempt.ticket, attempt.browserSecret])
    assert.ok(!stored.includes(secret) && !stored.includes(Buffer.from(secret).toString("hex")));
});

test("where policy asks no password, none is looked at", async () => {
  const attempt = await proved();
  assert.equal(codeOf(await complete(attempt, "", withoutPassword)), "accepted");
});

test("one session for each user, whichever way they log in", async () => {
  const user: User = await world.newUser("hisui");
  const { der } = await world.newCertificate(user.reference);
  const tokens: string[] = [];
  for (let login = 0; login < 2; login += 1) {
    const attempt = await ticketFor(der);
    await redeem(attempt.ticket, attempt.browserSecret);
    const completed = await complete(attempt);
    assert.ok(completed.ok);
    tokens.push(completed.value.token);
  }
  const alive = await Promise.all(tokens.map((token) => findSession(context, { institution: hisui, token })));
  assert.deepEqual(
    alive.map((session) => session !== undefined),
    [false, true],
  );
});
