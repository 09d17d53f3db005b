import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DomainContext, Origin } from "#domain/context.ts";
import { stopsOfUser, unlockCredentials } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { Result } from "#shared/result.ts";
import { ANSWERS, askedOf, registerTestAnswers } from "#test/support/additional-authentication.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution } from "#test/support/population.ts";
import { wantedAnswer } from "./ask.ts";
import type { ChosenAnswer } from "./check.ts";
import { changeAnswers, registerAnswers } from "./register.ts";
import { resetAnswers } from "./reset.ts";
import { answersRegisteredAt } from "./state.ts";
import { verifyAnswer } from "./verify.ts";

const origin: Origin = { address: "192.0.2.1", supportId: "00000-00000" };
const staff = { kind: "staff", name: "tester" } as const;
const quick = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };
const secrets = { login: "kazahana47", confirmation: "mizube82iro" };
const base = shippedInstitution("akagi");
const institution: InstitutionPolicy = {
  ...base,
  lockout: { ...base.lockout, additionalAuthentication: quick },
};
const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const institutions = createRegistry([institution]);
const context: DomainContext = { database, clock, random: systemRandom, institutions };

let contracts = 0;
const newUser = async (): Promise<User> => {
  contracts += 1;
  const contractId = `8100${String(contracts).padStart(4, "0")}`;
  const [user] = await populate(context, {
    institution,
    contractId,
    users: { [`u${contracts}`]: "master" },
    secrets,
  });
  assert.ok(user);
  return user;
};
const registered = async (): Promise<User> => {
  const user = await newUser();
  await registerTestAnswers(context, institution, user);
  return user;
};

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "ok" : result.refusal.code);
const proverOf = (user: User) => ({ institution, user, origin });
const register = async (user: User, chosen: readonly ChosenAnswer[]) =>
  codeOf(await registerAnswers(context, proverOf(user), chosen));
const verify = async (user: User, answer: string, questionId?: string) =>
  codeOf(await verifyAnswer(context, proverOf(user), { answer, questionId }));
const asked = (user: User) => askedOf(context, institution, user);
const later = (seconds: number): void => clock.set(clock.now().add({ seconds }));
const eventsOf = async (user: User): Promise<string[]> => {
  const rows = await database.asOwner<{ event: string }>(
    "select event from audit_event where contract_id = $1 order by event_id",
    [user.reference.contractId],
  );
  return rows.map(({ event }) => event);
};

/** The first answers with one of them replaced. */
const withAnswer = (index: number, answer: string): ChosenAnswer[] =>
  ANSWERS.map((chosen, at) => (at === index ? { ...chosen, answer } : chosen));

describe("registration", () => {
  test("is wanted first, stored as Argon2id only, told by mail, and recorded without the answers", async () => {
    const user = await newUser();
    assert.deepEqual(await wantedAnswer(context, proverOf(user)), { kind: "registration" });
    assert.equal(await register(user, ANSWERS), "ok");
    const rows = await database.asOwner<{ question_id: string; answer_hash: string }>(
      "select question_id, answer_hash from additional_answer where contract_id = $1 order by question_id",
      [user.reference.contractId],
    );
    assert.deepEqual(
      rows.map(({ question_id: id }) => id),
      ANSWERS.map(({ questionId }) => questionId).toSorted(),
    );
    for (const { answer_hash: hash } of rows) assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(new Set(rows.map(({ answer_hash: hash }) => hash)).size, 3);
    assert.equal((await eventsOf(user)).at(-1), "additionalAuthentication.registered");
    const facts = await database.asOwner<{ facts: string }>(
      "select facts::text from audit_event where contract_id = $1",
      [user.reference.contractId],
    );
    for (const { answer } of ANSWERS) assert.ok(!JSON.stringify(facts).includes(answer));
  });

  const refusals: readonly (readonly [string, readonly ChosenAnswer[], string, number | undefined])[] = [
    ["two questions", ANSWERS.slice(0, 2), "ADDITIONAL_QUESTIONS_CHOICE", undefined],
    ["no answers at all", [], "ADDITIONAL_QUESTIONS_CHOICE", undefined],
    [
      "a question twice",
      [...ANSWERS.slice(0, 2), { questionId: "firstPet", answer: "別の答え" }],
      "ADDITIONAL_QUESTIONS_CHOICE",
      2,
    ],
    [
      "an unknown question",
      [...ANSWERS.slice(0, 2), { questionId: "shoeSize", answer: "26.5" }],
      "ADDITIONAL_QUESTIONS_CHOICE",
      2,
    ],
    ["11 full-width characters", withAnswer(1, "あいうえおかきくけこさ"), "ADDITIONAL_ANSWER_LENGTH", 1],
    ["one character", withAnswer(1, "犬"), "ADDITIONAL_ANSWER_LENGTH", 1],
    ["spaces only", withAnswer(1, " \u3000\u200b"), "ADDITIONAL_ANSWER_LENGTH", 1],
    ["one character repeated", withAnswer(0, "アあｱ"), "ADDITIONAL_ANSWER_ONE_CHARACTER", 0],
    ["a word of the question", withAnswer(0, "ペット"), "ADDITIONAL_ANSWER_IN_QUESTION", 0],
    ["a word of the English question", withAnswer(0, "Pet"), "ADDITIONAL_ANSWER_IN_QUESTION", 0],
    ["the user's name", withAnswer(2, "試験 花子"), "ADDITIONAL_ANSWER_SAME_AS_USER", 2],
    ["the same answer twice, written differently", withAnswer(2, "ぽち ﾏﾙ"), "ADDITIONAL_ANSWERS_SAME", 2],
  ];
  for (const [name, chosen, code, index] of refusals)
    test(`refuses ${name}`, async () => {
      const user = await newUser();
      const result = await registerAnswers(context, proverOf(user), chosen);
      assert.equal(codeOf(result), code);
      assert.equal(!result.ok && "index" in result.refusal ? result.refusal.index : undefined, index);
      assert.deepEqual(await wantedAnswer(context, proverOf(user)), { kind: "registration" });
    });

  test("refuses the login ID and a part of the mail address", async () => {
    const user = await newUser();
    assert.equal(
      await register(user, withAnswer(0, user.loginId?.toUpperCase() ?? "")),
      "ADDITIONAL_ANSWER_SAME_AS_USER",
    );
    const local = user.mailAddress?.split("@", 1)[0] ?? "";
    assert.equal(await register(user, withAnswer(0, local)), "ADDITIONAL_ANSWER_SAME_AS_USER");
  });

  test("takes 10 full-width characters, and half-width kana that join to 10", async () => {
    const user = await newUser();
    assert.equal(await register(user, withAnswer(1, "ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞ")), "ok");
  });

  test("happens once: of ten at the same time one is stored", async () => {
    const user = await newUser();
    const results = await Promise.all(Array.from({ length: 10 }, () => register(user, ANSWERS)));
    assert.equal(results.filter((code) => code === "ok").length, 1);
    assert.equal(results.filter((code) => code === "ADDITIONAL_ANSWERS_REGISTERED").length, 9);
    assert.equal(
      (await eventsOf(user)).filter((event) => event === "additionalAuthentication.registered").length,
      1,
    );
  });
});

describe("the question", () => {
  test("stays the same, whoever asks how often, until it is answered right; then any may come", async () => {
    const user = await registered();
    const first = await asked(user);
    for (let times = 0; times < 20; times += 1) assert.deepEqual(await asked(user), first);
    assert.equal(await verify(user, "まったく違う"), "ADDITIONAL_ANSWER_REFUSED");
    assert.deepEqual(await asked(user), first);
    const seen = new Set<string>();
    for (let times = 0; times < 40 && seen.size < 3; times += 1) {
      const { questionId, answer } = await asked(user);
      seen.add(questionId);
      assert.equal(await verify(user, answer), "ok");
    }
    assert.equal(seen.size, 3);
  });

  test("is one for all who ask at the same time", async () => {
    const user = await registered();
    const questions = await Promise.all(Array.from({ length: 10 }, () => asked(user)));
    assert.equal(new Set(questions.map(({ questionId }) => questionId)).size, 1);
    assert.equal((await eventsOf(user)).filter((event) => event === "secondFactor.asked").length, 1);
  });

  test("that the institution no longer has is not asked; without any, the user registers anew", async () => {
    const user = await registered();
    const { questionId } = await asked(user);
    const { secondFactor } = institution;
    const without = (ids: readonly string[]): InstitutionPolicy => ({
      ...institution,
      secondFactor: {
        ...secondFactor,
        additionalAuthentication: {
          ...secondFactor.additionalAuthentication,
          questions: secondFactor.additionalAuthentication.questions.filter(({ id }) => !ids.includes(id)),
        },
      },
    });
    const other = await wantedAnswer(context, { ...proverOf(user), institution: without([questionId]) });
    assert.ok(other.kind === "answer" && other.question.id !== questionId);
    const none = without(ANSWERS.map((chosen) => chosen.questionId));
    assert.deepEqual(await wantedAnswer(context, { ...proverOf(user), institution: none }), {
      kind: "registration",
    });
    assert.equal(
      codeOf(
        await registerAnswers(context, { ...proverOf(user), institution: none }, [
          { questionId: "firstCar", answer: "カローラ" },
          { questionId: "firstSchool", answer: "根知小" },
          { questionId: "firstJob", answer: "八百屋" },
        ]),
      ),
      "ok",
    );
  });
});

describe("answers", () => {
  test("are right however they are typed, and leave a record", async () => {
    const user = await registered();
    const { answer } = await asked(user);
    const typed = ` ${Array.from(answer).join("\u3000")} `;
    assert.equal(await verify(user, typed), "ok");
    assert.equal((await eventsOf(user)).at(-1), "secondFactor.proved");
  });

  test("that are wrong count; those that cannot be judged do not", async () => {
    const user = await registered();
    const { answer, questionId } = await asked(user);
    const another = ANSWERS.find((chosen) => chosen.questionId !== questionId);
    for (let times = 0; times < 5; times += 1) {
      assert.equal(await verify(user, ""), "ADDITIONAL_ANSWER_LENGTH");
      assert.equal(await verify(user, "あ".repeat(11)), "ADDITIONAL_ANSWER_LENGTH");
      assert.equal(await verify(user, answer, another?.questionId), "ADDITIONAL_QUESTION_CHANGED");
    }
    assert.equal(await verify(user, another?.answer ?? ""), "ADDITIONAL_ANSWER_REFUSED");
    assert.equal(await verify(user, answer, questionId), "ok");
  });

  test("cannot be given before a question was asked, or before any was registered", async () => {
    const user = await registered();
    assert.equal(await verify(user, "ポチマル"), "ADDITIONAL_QUESTION_CHANGED");
    assert.equal(await verify(await newUser(), "ポチマル"), "ADDITIONAL_ANSWERS_NOT_REGISTERED");
  });

  test("brute force: three wrong answers stop for a while, three more for good; the right one opens nothing then", async () => {
    const user = await registered();
    const { answer } = await asked(user);
    assert.equal(await verify(user, "はずれ一"), "ADDITIONAL_ANSWER_REFUSED");
    assert.equal(await verify(user, "はずれ二"), "ADDITIONAL_ANSWER_REFUSED");
    assert.equal(await verify(user, "はずれ三"), "CREDENTIAL_STOPPED_TEMPORARILY");
    assert.equal(await verify(user, answer), "CREDENTIAL_STOPPED_TEMPORARILY");
    assert.equal(await register(user, ANSWERS), "CREDENTIAL_STOPPED_TEMPORARILY");
    later(600);
    for (const wrong of ["はずれ四", "はずれ五"])
      assert.equal(await verify(user, wrong), "ADDITIONAL_ANSWER_REFUSED");
    assert.equal(await verify(user, "はずれ六"), "CREDENTIAL_STOPPED");
    later(86_400);
    assert.equal(await verify(user, answer), "CREDENTIAL_STOPPED");
    const stops = await database.inInstitution(institution.code, (tx) =>
      stopsOfUser(tx, institution, user, clock.now()),
    );
    assert.deepEqual(Object.keys(stops), ["additionalAuthentication"]);
    assert.ok((await eventsOf(user)).includes("secondFactor.stopped"));
    await database.inInstitution(institution.code, (tx) =>
      unlockCredentials(tx, institution, user, { at: clock.now(), actor: staff }),
    );
    assert.equal(await verify(user, answer), "ok");
  });

  test("sent fifty at once, no more are compared than the policy allows", async () => {
    const user = await registered();
    const { answer } = await asked(user);
    const guesses = Array.from({ length: 50 }, (_, index) => (index === 49 ? answer : `当て推量${index}`));
    const codes = await Promise.all(guesses.map((guess) => verify(user, guess)));
    const judged = codes.filter((code) => code === "ADDITIONAL_ANSWER_REFUSED" || code === "ok").length;
    // The third failure is told as the stop that it is.
    assert.ok(judged <= 3, `${judged} were judged`);
    assert.equal(codes.filter((code) => code === "CREDENTIAL_STOPPED_TEMPORARILY").length, 50 - judged);
  });

  test("a right answer forgets the failures before it", async () => {
    const user = await registered();
    for (let round = 0; round < 3; round += 1) {
      const { answer } = await asked(user);
      assert.equal(await verify(user, "はずれ一"), "ADDITIONAL_ANSWER_REFUSED");
      assert.equal(await verify(user, "はずれ二"), "ADDITIONAL_ANSWER_REFUSED");
      assert.equal(await verify(user, answer), "ok");
    }
  });

  test("a stop is told by mail once it is settled", async () => {
    const user = await registered();
    await asked(user);
    for (const wrong of ["はずれ一", "はずれ二", "はずれ三"]) await verify(user, wrong);
    const jobs = await database.asOwner<{ payload: { kind: string } }>(
      "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'send-stop-mail' and payload->>'contractId' = $1",
      [user.reference.contractId],
    );
    assert.deepEqual(
      jobs.map(({ payload }) => payload.kind),
      ["additionalAuthentication"],
    );
  });
});

describe("change and reset", () => {
  const others: readonly ChosenAnswer[] = [
    { questionId: "firstCar", answer: "カローラ" },
    { questionId: "firstSchool", answer: "根知小" },
    { questionId: "firstJob", answer: "八百屋" },
  ];
  const change = async (user: User, secret: string, chosen = others) =>
    codeOf(await changeAnswers(context, proverOf(user), { chosen, secret }));

  test("a change takes the confirmation password, and replaces all", async () => {
    const user = await registered();
    const { answer } = await asked(user);
    assert.equal(await change(user, "wrong47pass"), "CREDENTIAL_REFUSED");
    assert.equal(await verify(user, answer), "ok");
    assert.equal(await change(user, secrets.confirmation, withAnswer(0, "犬")), "ADDITIONAL_ANSWER_LENGTH");
    assert.equal(await change(user, secrets.confirmation), "ok");
    const wanted = await wantedAnswer(context, proverOf(user));
    assert.ok(wanted.kind === "answer");
    const right = others.find(({ questionId }) => questionId === wanted.question.id)?.answer ?? "";
    assert.equal(await verify(user, "ポチマル"), "ADDITIONAL_ANSWER_REFUSED");
    assert.equal(await verify(user, right), "ok");
    assert.ok((await eventsOf(user)).includes("additionalAuthentication.changed"));
  });

  test("an answer that is changed while it is compared proves nothing", async () => {
    const user = await registered();
    const { answer } = await asked(user);
    const [verified] = await Promise.all([verify(user, answer), change(user, secrets.confirmation)]);
    assert.ok(["ok", "ADDITIONAL_ANSWER_REFUSED"].includes(verified));
    const wanted = await wantedAnswer(context, proverOf(user));
    assert.ok(wanted.kind === "answer" && others.some(({ questionId }) => questionId === wanted.question.id));
  });

  test("others clear answers and the stop; nobody clears their own", async () => {
    const user = await registered();
    await asked(user);
    for (const wrong of ["はずれ一", "はずれ二", "はずれ三"]) await verify(user, wrong);
    const at = clock.now();
    const reset = (actor: Parameters<typeof resetAnswers>[1]["actor"]) =>
      database.inInstitution(institution.code, (tx) => resetAnswers(tx, { institution, user, actor, at }));
    assert.equal(codeOf(await reset({ kind: "user", user: user.reference })), "ADDITIONAL_ANSWERS_OWN");
    assert.deepEqual(await reset(staff), { ok: true, value: true });
    assert.deepEqual(await reset(staff), { ok: true, value: false });
    const none = await database.inInstitution(institution.code, (tx) =>
      answersRegisteredAt(tx, institution, user.reference),
    );
    assert.equal(none, undefined);
    assert.equal(await register(user, others), "ok");
    assert.equal(
      (await eventsOf(user)).filter((event) => event === "additionalAuthentication.reset").length,
      1,
    );
  });
});
