import assert from "node:assert/strict";
import { test } from "node:test";
import { revokeToken } from "#domain/second-factor/one-time-password/manage.ts";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import {
  acquire,
  call,
  EnrollmentClient,
  identityOf,
  requestFor,
  stepOf,
  type ApiAnswer,
} from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET, ORIGIN } from "#test/support/enrollment-world.ts";
import {
  appShows,
  contractOneTimePasswords,
  handOut,
  newToken,
  wrongValue,
  type TestToken,
} from "#test/support/one-time-passwords.ts";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import { acceptedValue } from "#test/support/population.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const institution = world.institution("akagi");
const staff = { kind: "staff", name: "test" } as const;
const key = () => newPrivateKey("P-256");
const later = (seconds: number): void => context.clock.set(context.clock.now().add({ seconds }));

/** A user of a contract with one-time passwords, and a token assigned unless told. */
const contracted = async (options: { token: boolean } = { token: true }) => {
  const user = await world.newUser("akagi");
  await contractOneTimePasswords(context, institution, user);
  const token = newToken();
  if (options.token) await handOut(context, institution, user, [token]);
  return { user, token };
};

const start = async (user: User): Promise<{ client: EnrollmentClient; answer: ApiAnswer }> => {
  const client = await EnrollmentClient.start(server, "akagi");
  return { client, answer: await client.answer(identityOf(user)) };
};

const askOf = (answer: ApiAnswer) => {
  const { ask, fields, text } = stepOf(answer, "ask");
  return { ask, names: fields.map(({ name }) => name), text: text?.en ?? "" };
};

const finish = async (client: EnrollmentClient): Promise<string> => {
  const newKey = key();
  const install = stepOf(await client.request(newKey), "install");
  return stepOf(await client.prove("confirmation", install.toSign, newKey), "done").serial;
};

/** Begins the token's use in an acquisition. */
const startOfUse = async ({ user, token }: { user: User; token: TestToken }, aheadSeconds = 0) => {
  const { client, answer } = await start(user);
  assert.deepEqual(askOf(answer).names, ["tokenSerial", "oneTimePassword"]);
  const oneTimePassword = token.shows(context.clock.now(), aheadSeconds);
  const values = { tokenSerial: token.serial, oneTimePassword };
  return { client, answer: await client.answer(values, "oneTimePasswordStartOfUse") };
};

test("start of use of a hardware token inside the flow, instead of G013e", async () => {
  const { client, answer } = await startOfUse(await contracted());
  stepOf(answer, "request");
  assert.match(await finish(client), /^[0-9a-f]{32}$/);
});

test("nothing can be requested before the one-time password; what is asked is asked again", async () => {
  const { user, token } = await contracted();
  const { client, answer } = await start(user);
  assert.equal(askOf(answer).ask, "oneTimePasswordStartOfUse");
  assert.equal((await client.request(key())).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  assert.equal((await client.answer(identityOf(user))).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  const wrong = { tokenSerial: token.serial, oneTimePassword: wrongValue(token, context.clock.now()) };
  assert.equal((await client.answer(wrong, "oneTimePasswordStartOfUse")).code, "OTP_START_REFUSED");
  assert.equal(askOf(await client.resume()).ask, "oneTimePasswordStartOfUse");
  const right = { tokenSerial: token.serial, oneTimePassword: token.shows(context.clock.now()) };
  stepOf(await client.answer(right, "oneTimePasswordStartOfUse"), "request");
});

test("a software token is issued and confirmed inside the flow, instead of G014e", async () => {
  const { user } = await contracted({ token: false });
  const { client, answer } = await start(user);
  const { ask, text } = askOf(answer);
  assert.equal(ask, "oneTimePasswordSoftwareToken");
  const shown = /Key: ([A-Z2-7 ]{39})\n(otpauth:.*)$/.exec(text);
  assert.ok(shown?.[1] !== undefined);
  assert.equal(askOf(await client.resume()).text, text);
  const another = await start(user);
  const newText = askOf(another.answer).text;
  assert.notEqual(newText, text);
  // The key of the first session is void: its owner is shown a new one, and the old value is wrong.
  const old = { oneTimePassword: appShows(shown[1], context.clock.now()) };
  assert.equal((await another.client.answer(old, ask)).code, "OTP_REFUSED");
  const newKey = /Key: ([A-Z2-7 ]{39})\n/.exec(newText)?.[1] ?? "";
  const right = { oneTimePassword: appShows(newKey, context.clock.now()) };
  stepOf(await another.client.answer(right, ask), "request");
  await finish(another.client);
});

/** A user with a certificate and a token in use, whose renewal is open. */
const renewable = async (aheadSeconds = 0) => {
  const both = await contracted();
  const { client, answer } = await startOfUse(both, aheadSeconds);
  stepOf(answer, "request");
  const oldKey = key();
  const install = stepOf(await client.request(oldKey), "install");
  stepOf(await client.prove("confirmation", install.toSign, oldKey), "done");
  return { ...both, oldKey, certificate: Buffer.from(install.certificate, "base64") };
};

const proveOldKeyAndPassword = async ({ certificate, oldKey }: Awaited<ReturnType<typeof renewable>>) => {
  const client = await EnrollmentClient.start(server, "akagi", { renew: certificate });
  assert.ok(client.first.kind === "proveOldKey");
  stepOf(await client.prove("old-key", client.first.toSign, oldKey), "ask");
  return { client, answer: await client.answer({ loginPassword: LOGIN_SECRET }, "password") };
};

test("a renewal asks for the value (CCHK003), once for each value, and for two where the clock has drifted (CCHK004)", async () => {
  const held = await renewable(60);
  const { token } = held;
  later(340 * 86_400);
  const { client, answer } = await proveOldKeyAndPassword(held);
  assert.deepEqual(askOf(answer), { ask: "oneTimePassword", names: ["oneTimePassword"], text: "" });
  const far = { oneTimePassword: token.shows(context.clock.now(), 480) };
  const synchronisation = askOf(await client.answer(far, "oneTimePassword"));
  assert.deepEqual(synchronisation.names, ["currentOneTimePassword", "nextOneTimePassword"]);
  assert.equal((await client.answer(far, "oneTimePassword")).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  const currentOneTimePassword = token.shows(context.clock.now(), 480);
  later(60);
  const nextOneTimePassword = token.shows(context.clock.now(), 480);
  const pair = { currentOneTimePassword, nextOneTimePassword };
  stepOf(await client.answer(pair, synchronisation.ask), "request");
  await finish(client);
});

test("one value, sent to ten sessions at once, proves one of them", async () => {
  const held = await renewable();
  later(340 * 86_400);
  const sessions: Awaited<ReturnType<typeof proveOldKeyAndPassword>>[] = [];
  // One after another: passwords are counted before they are compared, so ten at once would stop them.
  while (sessions.length < 10) sessions.push(await proveOldKeyAndPassword(held));
  const value = { oneTimePassword: held.token.shows(context.clock.now()) };
  const answers = await Promise.all(sessions.map(({ client }) => client.answer(value, "oneTimePassword")));
  assert.equal(answers.filter(({ next }) => next?.kind === "request").length, 1);
  assert.equal(answers.filter(({ code }) => code === "OTP_ALREADY_USED").length, 9);
});

test("wrong values stop the factor by the institution's policy, in every session", async () => {
  const held = await renewable();
  later(340 * 86_400);
  const { client } = await proveOldKeyAndPassword(held);
  const wrong = { oneTimePassword: wrongValue(held.token, context.clock.now()) };
  const codes = [];
  for (let count = 0; count < institution.lockout.oneTimePassword.temporaryStopFailures; count += 1)
    codes.push((await client.answer(wrong, "oneTimePassword")).code);
  assert.equal(codes.at(-1), "CREDENTIAL_STOPPED_TEMPORARILY");
  assert.ok(codes.slice(0, -1).every((code) => code === "OTP_REFUSED"));
  const other = await proveOldKeyAndPassword(held);
  const right = { oneTimePassword: held.token.shows(context.clock.now()) };
  assert.equal((await other.client.answer(right, "oneTimePassword")).code, "CREDENTIAL_STOPPED_TEMPORARILY");
});

test("after a revocation the flow says when another token can be started, and goes on then", async () => {
  const held = await renewable();
  later(340 * 86_400);
  acceptedValue(
    await revokeToken(context, { institution, serial: held.token.serial, actor: staff, origin: ORIGIN }),
  );
  later(600);
  const { client, answer } = await proveOldKeyAndPassword(held);
  assert.equal(answer.code, "OTP_TOKEN_WAIT");
  later(1200);
  assert.equal(askOf(await client.resume()).ask, "oneTimePasswordSoftwareToken");
});

test("who has not contracted it is not asked", async () => {
  await acquire(server, "akagi", await world.newUser("akagi"));
});

test("EST by password and by certificate is refused; an enrolment token stands for all proofs", async () => {
  const { user } = await contracted();
  const enroll = async (password: string) =>
    call(server, {
      path: "/.well-known/est/akagi/simpleenroll",
      body: (await requestFor(key())).toString("base64"),
      headers: {
        "content-type": "application/pkcs10",
        authorization: `Basic ${Buffer.from(`${user.loginId ?? ""}:${password}`).toString("base64")}`,
      },
    });
  const byPassword = await enroll(LOGIN_SECRET);
  assert.equal(byPassword.status, 403);
  assert.match(byPassword.text, /^ENROLLMENT_FURTHER_PROOF_NEEDED/);
  // A wrong password is told as ever: nothing is said of the contract to somebody who has not proved it.
  assert.match((await enroll("Wrong1234")).text, /^CREDENTIAL_REFUSED/);
  const { token } = acceptedValue(
    await createEnrollmentToken(context, { user: user.reference, actor: staff, validSeconds: 600 }),
  );
  assert.equal((await enroll(token)).status, 200);

  const held = await renewable();
  later(340 * 86_400);
  const byCertificate = await call(server, {
    path: "/.well-known/est/akagi/simplereenroll",
    body: (await requestFor(key())).toString("base64"),
    headers: { "content-type": "application/pkcs10" },
    certificate: {
      cert: `-----BEGIN CERTIFICATE-----\n${held.certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
      key: held.oldKey.export({ type: "pkcs8", format: "pem" }),
    },
  });
  assert.equal(byCertificate.status, 403);
  assert.match(byCertificate.text, /^ENROLLMENT_FURTHER_PROOF_NEEDED/);
});
