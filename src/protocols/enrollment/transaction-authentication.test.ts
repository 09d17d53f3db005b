import assert from "node:assert/strict";
import { test } from "node:test";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { EnrollmentClient, identityOf, stepOf, type ApiAnswer } from "#test/support/enrollment-client.ts";
import { CONFIRMATION_SECRET, enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { contractOneTimePasswords, handOut, newToken } from "#test/support/one-time-passwords.ts";
import { populate } from "#test/support/population.ts";
import {
  contractTransactionAuthentication,
  otherNumber,
  registerPhone,
  startedPhone,
} from "#test/support/transaction-tokens.ts";
import type { User } from "#domain/user/users.ts";
import { parseChallenge } from "#shared/transaction-token.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const institution = world.institution("akagi");
const key = () => newPrivateKey("P-256");

const contracted = async (): Promise<User> => {
  const user = await world.newUser("akagi");
  await contractTransactionAuthentication(context, institution, user);
  return user;
};

const start = async (user: User): Promise<{ client: EnrollmentClient; answer: ApiAnswer }> => {
  const client = await EnrollmentClient.start(server, "akagi");
  return { client, answer: await client.answer(identityOf(user)) };
};

const askOf = (answer: ApiAnswer) => {
  const { ask, fields, text, code } = stepOf(answer, "ask");
  return { ask, names: fields.map(({ name }) => name), text: text?.ja ?? "", code: code ?? "" };
};

const finish = async (client: EnrollmentClient): Promise<string> => {
  const newKey = key();
  const install = stepOf(await client.request(newKey), "install");
  return stepOf(await client.prove("confirmation", install.toSign, newKey), "done").serial;
};

test("a token is registered inside the flow, instead of G012e, and it counts as the proof", async () => {
  const user = await contracted();
  const { client, answer } = await start(user);
  const { ask, names, code, text } = askOf(answer);
  assert.equal(ask, "transactionAuthenticationRegistration");
  assert.deepEqual(names, ["transactionNumber"]);
  assert.ok(text.includes(code), "old applications show the text alone");
  assert.equal(askOf(await client.resume()).code, code);
  assert.equal((await client.answer({ transactionNumber: "12345678" }, ask)).code, "TXA_NOT_REGISTERED_YET");
  const phone = await registerPhone(context, institution, code);
  assert.equal(askOf(await client.resume()).code, "", "a used code is not shown again");
  const number = await phone.shows(phone.firstChallenge);
  assert.equal((await client.answer({ transactionNumber: otherNumber(number) }, ask)).code, "TXA_REFUSED");
  stepOf(await client.answer({ transactionNumber: number }, ask), "request");
  assert.match(await finish(client), /^[0-9a-f]{32}$/);
});

test("the token shows what is done, for whom and where; a number right, wrong, of elsewhere, used (CCHK005)", async () => {
  const user = await contracted();
  const phone = await startedPhone(context, institution, user);
  const { client, answer } = await start(user);
  const { ask, code } = askOf(answer);
  assert.equal(ask, "transactionAuthentication");
  const shown = parseChallenge(code);
  assert.equal(shown?.title, "電子証明書の発行");
  assert.deepEqual(
    shown.lines.map(({ value }) => value),
    [user.loginId, user.userName, "PC-01"].map((value) => value ?? ""),
  );
  const other = await start(user);
  const theirs = askOf(other.answer);
  assert.notEqual(theirs.code, code);
  const give = (number: string) => client.answer({ transactionNumber: number }, ask);
  assert.equal((await client.request(key())).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  assert.equal((await give(await phone.shows(theirs.code))).code, "TXA_REFUSED");
  assert.equal((await give("1234")).code, "TXA_NUMBER_FORM");
  const number = await phone.shows(code);
  stepOf(await give(number), "request");
  assert.equal((await give(number)).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  assert.equal((await other.client.answer({ transactionNumber: number }, ask)).code, "TXA_REFUSED");
  await finish(client);
});

test("a code that expired is replaced by a new one, which is shown", async () => {
  const user = await contracted();
  const phone = await startedPhone(context, institution, user);
  const { client, answer } = await start(user);
  const { ask, code } = askOf(answer);
  context.clock.set(context.clock.now().add({ seconds: 601 }));
  const late = askOf(await client.answer({ transactionNumber: await phone.shows(code) }, ask));
  assert.notEqual(late.code, code);
  stepOf(await client.answer({ transactionNumber: await phone.shows(late.code) }, ask), "request");
});

test("where a colleague has a token, the user chooses (instead of G015e): share it, or register one", async () => {
  const [owner, sharer, registrant] = await populate(context, {
    institution,
    contractId: "71000001",
    users: { share1: "master", share2: "user", share3: "user" },
    secrets: { login: LOGIN_SECRET, confirmation: CONFIRMATION_SECRET },
    mayAcquire: true,
  });
  assert.ok(owner !== undefined && sharer !== undefined && registrant !== undefined);
  await contractTransactionAuthentication(context, institution, owner);
  const phone = await startedPhone(context, institution, owner);
  const shared = await start(sharer);
  assert.equal(askOf(shared.answer).ask, "transactionAuthenticationSelection");
  const choose = (client: EnrollmentClient, tokenChoice: string) =>
    client.answer({ tokenChoice }, "transactionAuthenticationSelection");
  assert.equal((await choose(shared.client, "AAAA-AAAA")).code, "TXA_TOKEN_UNKNOWN");
  const asked = askOf(await choose(shared.client, phone.serial));
  assert.equal(asked.ask, "transactionAuthenticationSharing");
  const transactionNumber = await phone.shows(asked.code);
  stepOf(await shared.client.answer({ transactionNumber }, asked.ask), "request");

  const own = await start(registrant);
  const offered = askOf(await choose(own.client, "１"));
  assert.equal(offered.ask, "transactionAuthenticationRegistration");
  const another = await registerPhone(context, institution, offered.code);
  const number = await another.shows(another.firstChallenge);
  stepOf(await own.client.answer({ transactionNumber: number }, offered.ask), "request");
});

test("transaction authentication comes before one-time passwords (F2)", async () => {
  const user = await contracted();
  await contractOneTimePasswords(context, institution, user);
  const token = newToken();
  await handOut(context, institution, user, [token]);
  const phone = await startedPhone(context, institution, user);
  const { client, answer } = await start(user);
  const { ask, code } = askOf(answer);
  const next = askOf(await client.answer({ transactionNumber: await phone.shows(code) }, ask));
  assert.equal(next.ask, "oneTimePasswordStartOfUse");
});
