import assert from "node:assert/strict";
import { test } from "node:test";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import type { Held } from "#test/support/enrollment-client.ts";
import { acquire, EnrollmentClient, startRaw, stepOf } from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET, START } from "#test/support/enrollment-world.ts";
import { errorResponseSchema } from "#wire/enrollment.ts";

const world = await enrollmentWorld();
const { server, context } = world;

/** A day inside the renewal window of every institution, for a certificate issued at START. */
const IN_WINDOW = START.add({ hours: 24 * 345 });

const passwordOf = (user: User): Record<string, string> =>
  user.loginId === null ? { pin: LOGIN_SECRET } : { loginPassword: LOGIN_SECRET };

/** A user with a certificate of START; the clock is moved into the renewal window afterwards. */
const holder = async (institutionId: string): Promise<{ user: User; held: Held }> => {
  context.clock.set(START);
  const user = await world.newUser(institutionId);
  const held = await acquire(server, institutionId, user);
  context.clock.set(IN_WINDOW);
  return { user, held };
};

const startRefusal = async (institutionId: string, certificate: Buffer): Promise<string> => {
  const answer = await startRaw(server, institutionId, { renew: certificate });
  return errorResponseSchema.parse(JSON.parse(answer.text)).error.code;
};

const toSignOf = (client: EnrollmentClient): string => {
  assert.equal(client.first.kind, "proveOldKey");
  return client.first.kind === "proveOldKey" ? client.first.toSign : "";
};

const renew = async (institutionId: string, user: User, old: Held) => {
  const client = await EnrollmentClient.start(server, institutionId, { renew: old.der });
  const ask = stepOf(await client.prove("old-key", toSignOf(client), old.key), "ask");
  assert.deepEqual([ask.ask, ask.fields.length, ask.fields[0]?.secret], ["password", 1, true]);
  stepOf(await client.answer(passwordOf(user), "password"), "request");
  const key = newPrivateKey("P-256");
  const install = stepOf(await client.request(key), "install");
  const done = stepOf(await client.prove("confirmation", install.toSign, key), "done");
  return { done, held: { serial: done.serial, der: Buffer.from(install.certificate, "base64"), key } };
};

for (const institutionId of ["hisui", "yukiguni", "akagi", "daishin", "minato"]) {
  test(`${institutionId}: possession of the old key and the login secret renew`, async () => {
    const { user, held } = await holder(institutionId);
    const { done } = await renew(institutionId, user, held);
    assert.equal(done.superseded, held.serial);
    const [row] = await context.database.asOwner<{ state: string; revocation_reason: string }>(
      "select state, revocation_reason from certificate where serial = $1",
      [held.serial],
    );
    assert.deepEqual(row, { state: "revoked", revocation_reason: "superseded" });
  });
}

test("a superseded certificate renews nothing", async () => {
  const { user, held } = await holder("hisui");
  await renew("hisui", user, held);
  assert.equal(await startRefusal("hisui", held.der), "CERTIFICATE_SUPERSEDED");
});

test("before the window renewal is refused", async () => {
  const { held } = await holder("hisui");
  context.clock.set(START.add({ hours: 24 * 300 }));
  assert.equal(await startRefusal("hisui", held.der), "RENEWAL_NOT_YET_OPEN");
});

test("after expiry renewal is refused", async () => {
  const { held } = await holder("hisui");
  context.clock.set(START.add({ hours: 24 * 368 }));
  assert.equal(await startRefusal("hisui", held.der), "RENEWAL_EXPIRED");
});

test("a certificate that expires during the procedure is not renewed", async () => {
  const { user, held } = await holder("hisui");
  context.clock.set(START.add({ hours: 24 * 367 }).subtract({ minutes: 10 }));
  const notAfter = new Date((await certificateRow(held.serial)).not_after);
  context.clock.set(Temporal.Instant.fromEpochMilliseconds(notAfter.getTime()).subtract({ minutes: 1 }));
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  await client.prove("old-key", toSignOf(client), held.key);
  await client.answer(passwordOf(user), "password");
  context.clock.advance({ minutes: 2 });
  assert.equal((await client.request(newPrivateKey("P-256"))).code, "RENEWAL_EXPIRED");
});

const certificateRow = async (serial: string): Promise<{ not_after: string }> => {
  const [row] = await context.database.asOwner<{ not_after: string }>(
    "select not_after from certificate where serial = $1",
    [serial],
  );
  assert.ok(row);
  return row;
};

test("another institution's certificate renews nothing", async () => {
  const { held } = await holder("hisui");
  assert.equal(await startRefusal("akagi", held.der), "CERTIFICATE_OF_OTHER_INSTITUTION");
});

test("a certificate changed by one bit renews nothing", async () => {
  const { held } = await holder("hisui");
  const changed = Buffer.from(held.der);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  assert.equal(await startRefusal("hisui", changed), "CERTIFICATE_UNKNOWN_ISSUER");
});

test("another key does not prove the old certificate", async () => {
  const { held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  const answer = await client.prove("old-key", toSignOf(client), newPrivateKey("P-256"));
  assert.equal(answer.code, "ENROLLMENT_PROOF_REFUSED");
});

test("the old key's signature for another session proves nothing", async () => {
  const { held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  const other = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  const answer = await client.prove("old-key", toSignOf(other), held.key);
  assert.equal(answer.code, "ENROLLMENT_PROOF_REFUSED");
});

test("a certificate revoked during the procedure is not renewed", async () => {
  const { held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  await revokeCertificate(context, {
    institution: world.institution("hisui"),
    serial: held.serial,
    reason: "keyCompromise",
    actor: { kind: "system", name: "test" },
  });
  const answer = await client.prove("old-key", toSignOf(client), held.key);
  assert.equal(answer.code, "RENEWED_CERTIFICATE_NOT_ACTIVE");
});

test("the password comes after the old key, and the request after both", async () => {
  const { user, held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  const order = "ENROLLMENT_STEP_OUT_OF_ORDER";
  assert.equal((await client.answer(passwordOf(user), "password")).code, order);
  await client.prove("old-key", toSignOf(client), held.key);
  assert.equal((await client.request(newPrivateKey("P-256"))).code, order);
});

test("the old key alone does not renew: the password counts and is refused", async () => {
  const { user, held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  await client.prove("old-key", toSignOf(client), held.key);
  const wrong = Object.fromEntries(Object.keys(passwordOf(user)).map((name) => [name, "wrong111"]));
  assert.equal((await client.answer(wrong, "password")).code, "CREDENTIAL_REFUSED");
});

test("renewing with the old key again is refused: a key is certified once", async () => {
  const { user, held } = await holder("hisui");
  const client = await EnrollmentClient.start(server, "hisui", { renew: held.der });
  await client.prove("old-key", toSignOf(client), held.key);
  await client.answer(passwordOf(user), "password");
  assert.equal((await client.request(held.key)).code, "KEY_ALREADY_CERTIFIED");
});
