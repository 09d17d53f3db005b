import assert from "node:assert/strict";
import test from "node:test";
import type { UserReference } from "../context.ts";
import { suspendUser } from "../user/suspend.ts";
import { loginWorld, START, type CertificateWish } from "#test/support/login.ts";
import { codeOf, loginSteps } from "#test/support/login-steps.ts";
import { loginHistory } from "./history.ts";
import { tidyLogins } from "./tidy.ts";

const world = await loginWorld();
const { context } = world;
const { hisui, outcomeOf, present, proved, redeem, start } = loginSteps(world);

test.beforeEach(() => {
  context.clock.set(START);
});

test("every nonce is a fresh DNS label", async () => {
  const nonces = await Promise.all(Array.from({ length: 20 }, async () => (await start()).nonce));
  assert.equal(new Set(nonces).size, 20);
  for (const nonce of nonces) assert.match(nonce, /^[a-z2-7]{32}$/);
});

test("no certificate: the portal is told so", async () => {
  assert.equal(await outcomeOf(undefined), "NO_CERTIFICATE_PRESENTED");
  assert.ok((await world.auditOf("9001")).includes("login.refused NO_CERTIFICATE_PRESENTED"));
});

test("a certificate that may not be used: the portal is told why, and so is the user's history", async () => {
  const day = { hours: 24 };
  const wishes: [string, CertificateWish, (user: UserReference) => Promise<unknown>][] = [
    ["CERTIFICATE_EXPIRED", { notAfter: START.add(day) }, async () => context.clock.advance({ hours: 25 })],
    ["CERTIFICATE_REVOKED", { state: "revoked" }, async () => undefined],
    ["CERTIFICATE_SUPERSEDED", { state: "revoked", revocationReason: "superseded" }, async () => undefined],
    ["CERTIFICATE_NOT_CONFIRMED", { state: "issued" }, async () => undefined],
    [
      "USER_SUSPENDED",
      {},
      (user) =>
        context.database.inInstitution("9001", (tx) =>
          suspendUser(tx, { user, at: START, actor: { kind: "system", name: "test" } }),
        ),
    ],
  ];
  for (const [code, wish, prepare] of wishes) {
    context.clock.set(START);
    const user = await world.newUser("hisui");
    const { der } = await world.newCertificate(user.reference, wish);
    await prepare(user.reference);
    assert.equal(await outcomeOf(der), code);
    const [record] = await loginHistory(context, user.reference, 1);
    assert.deepEqual({ outcome: record?.outcome, code: record?.refusalCode }, { outcome: "refused", code });
  }
});

test("a certificate of elsewhere: another institution's, and one that nobody here issued", async () => {
  const elsewhere = await world.newUser("akagi");
  const ofAkagi = await world.newCertificate(elsewhere.reference);
  assert.equal(await outcomeOf(ofAkagi.der), "CERTIFICATE_OF_OTHER_INSTITUTION");
  assert.equal(await outcomeOf(world.authorities.bizsol.client.der), "CERTIFICATE_UNKNOWN_ISSUER");
  assert.equal(await outcomeOf(Buffer.from("no certificate at all")), "CERTIFICATE_UNKNOWN_ISSUER");
  const records = await loginHistory(context, elsewhere.reference, 10);
  assert.deepEqual(records, [], "the other institution's history is its own");
});

test("an EST client's certificate is confirmed by its first handshake, and may be used at once", async () => {
  const { certificate } = await proved({ state: "issued", confirmationMethod: "handshake" });
  const [row] = await context.database.asOwner<{ state: string }>(
    "select state from certificate where serial = $1",
    [certificate.serial],
  );
  assert.equal(row?.state, "active");
});

test("where the policy offers no certificates, none is judged", async () => {
  const { nonce, browserSecret } = await start();
  const passwordOnly = { ...hisui, login: { ...hisui.login, methods: ["password" as const] } };
  const presented = await present(nonce, undefined, passwordOnly);
  assert.ok(presented.ok);
  const outcome = await redeem(presented.value.ticket, browserSecret);
  assert.ok(outcome.ok && outcome.value.kind === "refused");
  assert.equal(outcome.value.refusal.code, "CERTIFICATE_LOGIN_NOT_OFFERED");
});

test("one host name, one presentation", async () => {
  const { nonce } = await start();
  assert.equal(codeOf(await present(nonce, undefined)), "accepted");
  assert.equal(codeOf(await present(nonce, undefined)), "LOGIN_ATTEMPT_ALREADY_PRESENTED");
  const another = await start();
  const many = await Promise.all(Array.from({ length: 8 }, () => present(another.nonce, undefined)));
  assert.equal(many.filter(({ ok }) => ok).length, 1);
});

test("a presentation that is refused leaves no row behind", async () => {
  const user = await world.newUser("hisui");
  const { der } = await world.newCertificate(user.reference, { state: "revoked" });
  const before = await world.auditOf("9001");
  assert.equal(codeOf(await present("a".repeat(32), der)), "LOGIN_ATTEMPT_UNKNOWN");
  assert.deepEqual(await world.auditOf("9001"), before);
  assert.deepEqual(await loginHistory(context, user.reference, 10), []);
});

test("a host name of another institution's attempt is unknown", async () => {
  const { nonce } = await start();
  assert.equal(codeOf(await present(nonce, undefined, world.institution("akagi"))), "LOGIN_ATTEMPT_UNKNOWN");
});

test("an attempt lasts five minutes", async () => {
  const { nonce } = await start();
  context.clock.advance({ seconds: 300 });
  assert.equal(codeOf(await present(nonce, undefined)), "LOGIN_ATTEMPT_EXPIRED");
  context.clock.advance({ seconds: -1 });
  assert.equal(codeOf(await present(nonce, undefined)), "accepted");
});

test("attempts that are long over are tidied away", async () => {
  const { nonce } = await start();
  context.clock.advance({ hours: 25 });
  assert.ok((await tidyLogins(context)).attempts >= 1);
  assert.equal(codeOf(await present(nonce, undefined)), "LOGIN_ATTEMPT_UNKNOWN");
});
