import assert from "node:assert/strict";
import test from "node:test";
import { revokeCertificate } from "../certificate/revoke.ts";
import { suspendUser } from "../user/suspend.ts";
import { newSecret } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import { loginWorld, ORIGIN, START } from "#test/support/login.ts";
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

test("a wrong password may be corrected; after too many the ID stops", async () => {
  const attempt = await proved();
  assert.equal(codeOf(await complete(attempt, "wrong1234")), "CREDENTIAL_REFUSED");
  assert.equal(codeOf(await complete(attempt)), "accepted");
  const another = await proved();
  const codes: string[] = [];
  for (let count = 0; count < hisui.lockout.login.temporaryStopFailures; count += 1) {
    codes.push(codeOf(await complete(another, "wrong1234")));
    context.clock.advance({ seconds: 1 });
  }
  codes.push(codeOf(await complete(another)));
  assert.ok(codes.at(-1)?.startsWith("CREDENTIAL_STOPPED"), codes.join());
  const [record] = await loginHistory(context, another.user.reference, 1);
  assert.equal(record?.refusalCode, codes.at(-1));
});

test("an empty password is refused", async () => {
  assert.equal(codeOf(await complete(await proved(), "")), "CREDENTIAL_INCOMPLETE");
});

test("the password step belongs to the same browser, is taken once, and not before the ticket", async () => {
  const waiting = await ticketFor((await world.newCertificate((await world.newUser("hisui")).reference)).der);
  assert.equal(codeOf(await complete(waiting)), "LOGIN_ATTEMPT_UNKNOWN");
  const attempt = await proved();
  const { attemptId } = attempt;
  for (const browserSecret of [newSecret(systemRandom), undefined]) {
    assert.equal(codeOf(await complete({ attemptId, browserSecret })), "TICKET_USED_ELSEWHERE");
    const question = { institution: hisui, attemptId, browserSecret };
    assert.equal(await attemptAwaitingPassword(context, question), undefined);
  }
  const both = await Promise.all([complete(attempt), complete(attempt)]);
  assert.deepEqual(both.map(codeOf).sort(), ["TICKET_ALREADY_USED", "accepted"]);
  assert.equal(codeOf(await complete(attempt)), "TICKET_ALREADY_USED");
  assert.equal(codeOf(await complete({ ...attempt, attemptId: "0".repeat(32) })), "LOGIN_ATTEMPT_UNKNOWN");
});

test("a refused certificate never gets as far as the password", async () => {
  const attempt = await ticketFor(undefined);
  await redeem(attempt.ticket, attempt.browserSecret);
  assert.equal(codeOf(await complete(attempt)), "LOGIN_ATTEMPT_UNKNOWN");
});

test("the password step lasts five minutes", async () => {
  const attempt = await proved();
  context.clock.advance({ seconds: 300 });
  assert.equal(codeOf(await complete(attempt)), "LOGIN_ATTEMPT_EXPIRED");
  assert.equal(await attemptAwaitingPassword(context, { institution: hisui, ...attempt }), undefined);
});

const revoke = (serial: string) =>
  revokeCertificate(context, {
    institution: hisui,
    serial,
    reason: "keyCompromise",
    actor: { kind: "system", name: "test" },
    origin: ORIGIN,
  });

test("revoked between gate and password: no session", async () => {
  const attempt = await proved();
  assert.ok((await revoke(attempt.certificate.serial)).ok);
  assert.equal(codeOf(await complete(attempt)), "CERTIFICATE_REVOKED");
});

test("suspended between gate and password: no session", async () => {
  const attempt = await proved();
  const user = attempt.user.reference;
  await context.database.inInstitution("9001", (tx) =>
    suspendUser(tx, { user, at: START, actor: { kind: "system", name: "test" } }),
  );
  assert.equal(codeOf(await complete(attempt)), "USER_SUSPENDED");
  assert.equal(codeOf(await complete(await proved(), "", withoutPassword)), "accepted");
  assert.equal(codeOf(await complete(attempt, "", withoutPassword)), "USER_SUSPENDED");
});

test("whichever comes first, a revocation leaves no session behind", async () => {
  for (let round = 0; round < 10; round += 1) {
    const attempt = await proved();
    const [completed, revoked] = await Promise.all([
      complete(attempt, "", withoutPassword),
      revoke(attempt.certificate.serial),
    ]);
    assert.ok(revoked.ok);
    if (!completed.ok) assert.equal(completed.refusal.code, "CERTIFICATE_REVOKED");
    else {
      const { token } = completed.value;
      assert.equal(await findSession(context, { institution: hisui, token }), undefined, `round ${round}`);
    }
  }
});
