import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "#domain/user/users.ts";
import { makeRegistrationCode } from "#domain/second-factor/user-registration-code/make.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import {
  ANSWERS,
  askedOf,
  contractProof,
  registerTestAnswers,
} from "#test/support/additional-authentication.ts";
import { EnrollmentClient, identityOf, stepOf, type ApiAnswer } from "#test/support/enrollment-client.ts";
import { enrollmentWorld, ORIGIN } from "#test/support/enrollment-world.ts";
import { acceptedValue } from "#test/support/population.ts";

const world = await enrollmentWorld();
const { server, context } = world;
const institution = world.institution("akagi");
const staff = { kind: "staff", name: "test" } as const;
const REGISTRATION = "additionalAuthenticationRegistration";

const contracted = async (): Promise<User> => {
  const user = await world.newUser("akagi");
  await contractProof(context, institution, user, "additionalAuthentication");
  return user;
};

const start = async (user: User): Promise<{ client: EnrollmentClient; answer: ApiAnswer }> => {
  const client = await EnrollmentClient.start(server, "akagi");
  return { client, answer: await client.answer(identityOf(user)) };
};

const askOf = (answer: ApiAnswer) => {
  const { ask, fields, text } = stepOf(answer, "ask");
  return { ask, names: fields.map(({ name }) => name), text: text?.en ?? "" };
};

/** The number of a question in the list that is shown. */
const numberOf = (questionId: string): string =>
  String(
    institution.secondFactor.additionalAuthentication.questions.findIndex(({ id }) => id === questionId) + 1,
  );

const registration = (): Record<string, string> =>
  Object.fromEntries(
    ANSWERS.flatMap(({ questionId, answer }, index) => [
      [`additionalQuestion${index + 1}`, numberOf(questionId)],
      [`additionalAnswer${index + 1}`, answer],
    ]),
  );

test("answers are registered inside the flow, instead of G010e, and count as the proof", async () => {
  const user = await contracted();
  const { client, answer } = await start(user);
  const { ask, names, text } = askOf(answer);
  assert.equal(ask, REGISTRATION);
  assert.deepEqual(
    names,
    [1, 2, 3].flatMap((number) => [`additionalQuestion${number}`, `additionalAnswer${number}`]),
  );
  assert.match(text, /^1: What was the name of your first primary school\?$/m);
  assert.equal(
    (await client.answer({ ...registration(), additionalQuestion2: "99" }, REGISTRATION)).code,
    "ADDITIONAL_QUESTIONS_CHOICE",
  );
  assert.equal(
    (await client.answer({ ...registration(), additionalAnswer2: "ポチマル" }, REGISTRATION)).code,
    "ADDITIONAL_ANSWERS_SAME",
  );
  stepOf(await client.answer({ ...registration(), additionalQuestion1: "０４" }, REGISTRATION), "request");
  const newKey = newPrivateKey("P-256");
  const install = stepOf(await client.request(newKey), "install");
  stepOf(await client.prove("confirmation", install.toSign, newKey), "done");
});

test("CCHK006: the registered question is asked, the same in every session, until it is answered right", async () => {
  const user = await contracted();
  await registerTestAnswers(context, institution, user);
  const { client, answer } = await start(user);
  assert.deepEqual(askOf(answer).names, ["additionalAnswer"]);
  assert.equal((await client.request(newPrivateKey("P-256"))).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  const wrong = await client.answer({ additionalAnswer: "まったく違う" }, "additionalAuthentication");
  assert.equal(wrong.code, "ADDITIONAL_ANSWER_REFUSED");
  const another = await start(user);
  assert.deepEqual(askOf(another.answer), askOf(answer));
  assert.deepEqual(askOf(await client.resume()), askOf(answer));
  const { answer: right } = await askedOf(context, institution, user);
  stepOf(await client.answer({ additionalAnswer: right }, "additionalAuthentication"), "request");
});

test("a question is never asked before the proof of who it is: unknown and known users are told the same", async () => {
  const user = await contracted();
  await registerTestAnswers(context, institution, user);
  const told = async (values: Record<string, string>) => {
    const client = await EnrollmentClient.start(server, "akagi");
    assert.deepEqual(askOf({ ...(await client.resume()) }).names, ["loginId", "loginPassword"]);
    const { status, code } = await client.answer(values);
    return { status, code };
  };
  const wrong = { ...identityOf(user), loginPassword: "wrong47pass" };
  assert.deepEqual(await told(wrong), await told({ ...wrong, loginId: "nobody0000" }));
});

test("two sessions that register at once: one goes on, the other is told", async () => {
  const user = await contracted();
  const sessions = [await start(user), await start(user)];
  const answers = await Promise.all(
    sessions.map(({ client }) => client.answer(registration(), REGISTRATION)),
  );
  assert.equal(answers.filter(({ code }) => code === undefined).length, 1);
  const slower = sessions.find((_, index) => answers[index]?.code !== undefined);
  assert.ok(slower !== undefined);
  assert.equal(askOf(await slower.client.resume()).ask, "additionalAuthentication");
});

test("the user registration code is asked first, once, instead of G011e", async () => {
  const user = await contracted();
  await contractProof(context, institution, user, "userRegistrationCode");
  const { code } = acceptedValue(
    await context.database.inInstitution(institution.code, (tx) =>
      makeRegistrationCode(context, tx, { institution, user, actor: staff, origin: ORIGIN }),
    ),
  );
  const { client, answer } = await start(user);
  assert.equal(askOf(answer).ask, "userRegistrationCode");
  const wrong = await client.answer({ userRegistrationCode: "0000-0000-0000" }, "userRegistrationCode");
  assert.equal(wrong.code, "REGISTRATION_CODE_REFUSED");
  assert.equal(
    askOf(await client.answer({ userRegistrationCode: code }, "userRegistrationCode")).ask,
    REGISTRATION,
  );
  const again = await start(user);
  assert.equal(askOf(again.answer).ask, REGISTRATION);
});
