import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { undoUnconfirmed } from "#domain/certificate/undo.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import {
  acquire,
  call,
  EnrollmentClient,
  identityOf,
  requestFor,
  startRaw,
  stepOf,
} from "#test/support/enrollment-client.ts";
import { enrollmentWorld, START } from "#test/support/enrollment-world.ts";
import { errorResponseSchema, serviceResponseSchema } from "#wire/enrollment.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const key = (): ReturnType<typeof newPrivateKey> => newPrivateKey("P-256");

/** A session whose person is proved, and the user. */
const proved = async (institutionId: string) => {
  const user = await world.newUser(institutionId);
  const client = await EnrollmentClient.start(server, institutionId);
  stepOf(await client.answer(identityOf(user)), "request");
  return { user, client };
};

/** A session whose certificate waits for its confirmation. */
const issued = async (institutionId = "hisui") => {
  const { user, client } = await proved(institutionId);
  const newKey = key();
  const install = stepOf(await client.request(newKey), "install");
  return { user, client, key: newKey, install };
};

for (const institutionId of ["hisui", "yukiguni", "akagi", "daishin", "minato"]) {
  test(`${institutionId}: from start to an active certificate`, async () => {
    const user = await world.newUser(institutionId);
    const client = await EnrollmentClient.start(server, institutionId);
    assert.equal(client.first.kind, "ask");
    const request = stepOf(await client.answer(identityOf(user)), "request");
    assert.deepEqual(request.keyAlgorithms, world.institution(institutionId).certificate.keyAlgorithms);
    const newKey = key();
    const install = stepOf(await client.request(newKey), "install");
    const certificate = new X509Certificate(Buffer.from(install.certificate, "base64"));
    assert.ok(certificate.checkPrivateKey(newKey));
    const [issuer] = install.chain.map((der) => new X509Certificate(Buffer.from(der, "base64")));
    assert.ok(issuer !== undefined && certificate.verify(issuer.publicKey));
    const done = stepOf(await client.prove("confirmation", install.toSign, newKey), "done");
    assert.equal(done.serial, certificate.serialNumber.toLowerCase());
    assert.equal(done.superseded, undefined);
    assert.equal(Date.parse(done.notAfter), Date.parse(certificate.validTo));
  });
}

for (const algorithm of ["P-384", "RSA-3072"] as const) {
  test(`a key of type ${algorithm} is certified and confirmed`, async () => {
    const user = await world.newUser("hisui");
    const held = await acquire(server, "hisui", user, newPrivateKey(algorithm));
    assert.ok(new X509Certificate(held.der).checkPrivateKey(held.key));
  });
}

test("the step tells the fields of the family", async () => {
  const names = async (institutionId: string) => {
    const { first } = await EnrollmentClient.start(server, institutionId);
    assert.equal(first.kind, "ask");
    return first.kind === "ask" ? first.fields.map(({ name }) => name) : [];
  };
  assert.deepEqual(await names("hisui"), ["loginId", "loginPassword"]);
  assert.deepEqual(await names("minato"), ["contractId", "userId", "pin", "confirmationPin"]);
});

test("the same request again gives the same certificate", async () => {
  const { client } = await proved("hisui");
  const newKey = key();
  const pkcs10 = (await requestFor(newKey)).toString("base64");
  const first = stepOf(await client.post("request", { pkcs10 }), "install");
  const second = stepOf(await client.post("request", { pkcs10 }), "install");
  assert.equal(second.certificate, first.certificate);
  assert.equal(second.toSign, first.toSign);
});

test("the same request eight times at once gives one certificate", async () => {
  const { client, user } = await proved("hisui");
  const pkcs10 = (await requestFor(key())).toString("base64");
  const answers = await Promise.all(Array.from({ length: 8 }, () => client.post("request", { pkcs10 })));
  const certificates = new Set(answers.map((answer) => stepOf(answer, "install").certificate));
  assert.equal(certificates.size, 1);
  const rows = await context.database.asOwner(
    "select serial from certificate where contract_id = $1 and institution_code = $2",
    [user.reference.contractId, user.reference.institutionCode],
  );
  assert.equal(rows.length, 1);
});

test("another request in the same session is refused", async () => {
  const { client } = await issued();
  const other = await client.request(key());
  assert.equal(other.code, "ENROLLMENT_REQUEST_DIFFERS");
  assert.equal(other.status, 409);
});

test("a session whose request was refused takes a better one", async () => {
  const { client } = await proved("hisui");
  const { key: taken } = await issued();
  assert.equal((await client.request(taken)).code, "KEY_ALREADY_CERTIFIED");
  stepOf(await client.request(key()), "install");
});

test("a lost answer is asked for again", async () => {
  const { client, install, key: newKey } = await issued();
  assert.deepEqual((await client.resume()).next, install);
  const done = await client.prove("confirmation", install.toSign, newKey);
  assert.deepEqual((await client.resume()).next, done.next);
  assert.deepEqual((await client.prove("confirmation", install.toSign, newKey)).next, done.next);
});

test("a finished session takes neither answers nor requests", async () => {
  const { client, install, key: newKey, user } = await issued();
  await client.prove("confirmation", install.toSign, newKey);
  assert.equal((await client.answer(identityOf(user))).code, "ENROLLMENT_SESSION_FINISHED");
  assert.equal((await client.request(key())).code, "ENROLLMENT_SESSION_FINISHED");
  assert.equal((await client.prove("old-key", install.toSign, newKey)).code, "ENROLLMENT_SESSION_FINISHED");
});

test("an unknown ID and a wrong password get the same answer, byte for byte but the support id", async () => {
  const user = await world.newUser("hisui");
  const refusal = async (values: Record<string, string>) => {
    const client = await EnrollmentClient.start(server, "hisui");
    const answer = await call(server, {
      path: `${client.path}/answers`,
      body: JSON.stringify({ ask: "identity", values }),
      headers: { "content-type": "application/json", authorization: `Bearer ${client.token}` },
    });
    const { supportId, ...rest } = errorResponseSchema.parse(JSON.parse(answer.text)).error;
    assert.match(supportId, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    return { status: answer.status, rest };
  };
  const wrong = await refusal({ ...identityOf(user), loginPassword: "wrong111" });
  const unknown = await refusal({ loginId: "nobody99", loginPassword: "wrong111" });
  assert.equal(wrong.rest.code, "CREDENTIAL_REFUSED");
  assert.equal(wrong.status, 401);
  assert.deepEqual(unknown, wrong);
});

test("each step out of order is refused", async () => {
  const user = await world.newUser("hisui");
  const client = await EnrollmentClient.start(server, "hisui");
  const text = Buffer.from("x").toString("base64");
  const order = "ENROLLMENT_STEP_OUT_OF_ORDER";
  assert.equal((await client.request(key())).code, order, "a request before the proof");
  assert.equal(
    (await client.prove("confirmation", text, key())).code,
    order,
    "a confirmation before the request",
  );
  assert.equal((await client.prove("old-key", text, key())).code, order, "an old key in an acquisition");
  assert.equal((await client.answer(identityOf(user), "password")).code, order, "another question's answer");
  stepOf(await client.answer(identityOf(user)), "request");
  assert.equal((await client.answer(identityOf(user))).code, order, "the same proof again");
});

test("a field left out is told before anything is counted", async () => {
  const client = await EnrollmentClient.start(server, "hisui");
  const answer = await client.answer({ loginId: "login0001" });
  assert.equal(answer.code, "CREDENTIAL_INCOMPLETE");
  assert.equal(answer.status, 400);
});

test("a wrong signature does not confirm", async () => {
  const { client, install } = await issued();
  const answer = await client.prove("confirmation", install.toSign, key());
  assert.equal(answer.code, "ENROLLMENT_PROOF_REFUSED");
  assert.equal((await client.resume()).next?.kind, "install");
});

test("a signature for another session does not confirm", async () => {
  const { client, key: newKey } = await issued();
  const { install: other } = await issued();
  assert.equal((await client.prove("confirmation", other.toSign, newKey)).code, "ENROLLMENT_PROOF_REFUSED");
});

test("a signature without the label does not confirm", async () => {
  const { client, key: newKey, install } = await issued();
  const unlabelled = Buffer.from(install.toSign, "base64").subarray("tegata installation proof v1".length);
  const answer = await client.prove("confirmation", unlabelled.toString("base64"), newKey);
  assert.equal(answer.code, "ENROLLMENT_PROOF_REFUSED");
});

test("after ten failed requests a session is over", async () => {
  const { client, install, key: newKey } = await issued();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    assert.equal((await client.post("confirmation", { signature: "AAAA" })).code, "ENROLLMENT_PROOF_REFUSED");
  }
  const late = await client.prove("confirmation", install.toSign, newKey);
  assert.equal(late.code, "ENROLLMENT_TOO_MANY_ATTEMPTS");
  assert.equal(late.status, 429);
});

test("parallel guesses do not slip past the limit", async () => {
  const { client } = await issued();
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => client.post("confirmation", { signature: "AAAA" })),
  );
  const refusedProofs = answers.filter(({ code }) => code === "ENROLLMENT_PROOF_REFUSED");
  const stopped = answers.filter(({ code }) => code === "ENROLLMENT_TOO_MANY_ATTEMPTS");
  assert.deepEqual([refusedProofs.length, stopped.length], [10, 20]);
});

test("successful requests do not use attempts up", async () => {
  const { client } = await proved("hisui");
  const pkcs10 = (await requestFor(key())).toString("base64");
  for (let repeat = 0; repeat < 15; repeat += 1) {
    stepOf(await client.post("request", { pkcs10 }), "install");
  }
});

test("a token serves its own session and institution only", async () => {
  const { client } = await proved("hisui");
  const { client: other } = await proved("hisui");
  const withToken = (path: string, token: string) =>
    call(server, { path, headers: { authorization: `Bearer ${token}` } });
  const code = async (path: string, token: string) => {
    const answer = await withToken(path, token);
    assert.equal(answer.status, 401);
    return errorResponseSchema.parse(JSON.parse(answer.text)).error.code;
  };
  const unknown = "ENROLLMENT_SESSION_UNKNOWN";
  assert.equal(await code(client.path, other.token), unknown, "another session's token");
  assert.equal(
    await code(client.path.replace("hisui", "akagi"), client.token),
    unknown,
    "another institution",
  );
  assert.equal(await code(client.path, ""), unknown, "no token");
  assert.equal(await code(`${client.path}0`, client.token), unknown, "no session id");
  assert.equal((await withToken(client.path, client.token)).status, 200);
});

test("only the digest of a token is kept", async () => {
  const { token, sessionId } = await EnrollmentClient.start(server, "hisui");
  const [row] = await context.database.asOwner<{ all: string }>(
    "select enrollment_session::text as all from enrollment_session where session_id = $1",
    [sessionId],
  );
  assert.ok(row !== undefined);
  assert.ok(!row.all.includes(token));
  assert.ok(!row.all.includes(Buffer.from(token, "utf8").toString("hex")));
  assert.ok(!row.all.includes(Buffer.from(token, "base64url").toString("hex")));
});

test("a session is over after thirty minutes", async () => {
  const { client } = await proved("hisui");
  try {
    context.clock.advance({ minutes: 30 });
    const answer = await client.request(key());
    assert.equal(answer.code, "ENROLLMENT_SESSION_EXPIRED");
    assert.equal((await client.resume()).code, "ENROLLMENT_SESSION_EXPIRED");
  } finally {
    context.clock.set(START);
  }
});

test("a rule that says no is told after the proof, and ends the session", async () => {
  const user = await world.newUser("yukiguni");
  try {
    context.clock.advance({ hours: 24 * 81 });
    const client = await EnrollmentClient.start(server, "yukiguni");
    const answer = await client.answer(identityOf(user));
    assert.equal(answer.code, "ACQUISITION_DEADLINE_PASSED");
    assert.equal(answer.status, 403);
    assert.equal((await client.answer(identityOf(user))).code, "ENROLLMENT_SESSION_FINISHED");
    assert.equal((await client.resume()).code, "ENROLLMENT_SESSION_FINISHED");
  } finally {
    context.clock.set(START);
  }
});

test("a rule is asked again at the request: things may have changed since the proof", async () => {
  const { client, user } = await proved("hisui");
  await context.database.inInstitution("9001", (tx) =>
    suspendUser(tx, {
      user: user.reference,
      at: context.clock.now(),
      actor: { kind: "system", name: "test" },
    }),
  );
  assert.equal((await client.request(key())).code, "USER_SUSPENDED");
});

test("who has a certificate acquires no other", async () => {
  const user = await world.newUser("hisui");
  await acquire(server, "hisui", user);
  const client = await EnrollmentClient.start(server, "hisui");
  assert.equal((await client.answer(identityOf(user))).code, "ALREADY_HAS_CERTIFICATE");
});

test("a certificate that is not confirmed in time is undone, and the ID acquires again", async () => {
  const { client, user, key: newKey, install } = await issued();
  try {
    context.clock.advance({ seconds: world.institution("hisui").certificate.confirmSeconds + 1 });
    assert.equal((await client.prove("confirmation", install.toSign, newKey)).code, "CONFIRMATION_TOO_LATE");
    await undoUnconfirmed(context);
    assert.equal((await client.resume()).code, "ENROLLMENT_CERTIFICATE_WITHDRAWN");
    await acquire(server, "hisui", user);
  } finally {
    context.clock.set(START);
  }
});

test("a later session takes the place of an earlier one that was not confirmed", async () => {
  const { client: earlier, user, key: earlierKey, install } = await issued();
  const held = await acquire(server, "hisui", user);
  const late = await earlier.prove("confirmation", install.toSign, earlierKey);
  assert.equal(late.code, "ACQUISITION_TAKEN_OVER");
  assert.notEqual(held.serial, install.certificate);
});

test("a body that is not as agreed is refused with the field's path, never its value", async () => {
  const answer = await call(server, {
    path: "/enrollment/v1/hisui/sessions",
    body: JSON.stringify({
      purpose: "issue",
      client: { version: "1", deviceName: 7, osUser: "x", keyStoreKind: "nss" },
    }),
    headers: { "content-type": "application/json" },
  });
  const { error } = errorResponseSchema.parse(JSON.parse(answer.text));
  assert.equal(answer.status, 400);
  assert.equal(error.code, "REQUEST_MALFORMED");
  assert.match(error.cause.en, /client\.deviceName/);
  assert.equal(answer.headers["cache-control"], "no-store");
});

test("an institution that is not here is not found", async () => {
  const answer = await startRaw(server, "nowhere");
  assert.equal(answer.status, 404);
  assert.equal(errorResponseSchema.parse(JSON.parse(answer.text)).error.code, "INSTITUTION_UNKNOWN");
});

test("the service tells its name, its time and its authorities", async () => {
  const answer = await call(server, { path: "/enrollment/v1/yukiguni" });
  const service = serviceResponseSchema.parse(JSON.parse(answer.text));
  assert.equal(service.institution.id, "yukiguni");
  assert.equal(Date.parse(service.now), context.clock.now().epochMilliseconds);
  assert.equal(service.authorities.length, 2);
});

test("the record tells who acquired what", async () => {
  const user = await world.newUser("daishin");
  await acquire(server, "daishin", user);
  const events = await world.auditOf("9004");
  for (const event of ["enrollment.started", "enrollment.proved", "enrollment.finished"]) {
    assert.ok(events.includes(event), event);
  }
});
