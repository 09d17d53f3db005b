import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptAnswers, askContract, openRound } from "#domain/contractor-confirmation/confirmation.ts";
import type { User } from "#domain/user/users.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { acquire, EnrollmentClient, identityOf, stepOf } from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";

/** G020e, inside the flow. */

const world = await enrollmentWorld();
const { server, context } = world;
const daishin = world.institution("daishin");
const change = () => ({ at: context.clock.now(), actor: { kind: "staff", name: "ueda" } as const });

const VALUES = { businessChanged: "1", businessNow: "", purpose: "2", contactPerson: "翡翠 花子" };

const asked = async (role: "master" | "user"): Promise<User> => {
  const user = await world.newUser("daishin", { role });
  assert.ok((await askContract(context, daishin, user.reference.contractId, change())).ok);
  return user;
};

const accept = async ({ reference: { contractId } }: User): Promise<void> => {
  assert.ok((await acceptAnswers(context, { institution: daishin, contractId, round: 1 }, change())).ok);
};

const withPolicy = (
  t: { after(run: () => void): void },
  policy: Partial<typeof daishin.contractorConfirmation>,
): void => {
  const original = daishin.contractorConfirmation;
  Object.assign(daishin, { contractorConfirmation: { ...original, ...policy } });
  t.after(() => Object.assign(daishin, { contractorConfirmation: original }));
};

const start = async (user: User) => {
  const client = await EnrollmentClient.start(server, "daishin");
  return { client, answer: await client.answer(identityOf(user)) };
};

const finish = async (client: EnrollmentClient): Promise<void> => {
  const key = newPrivateKey("P-256");
  const install = stepOf(await client.request(key), "install");
  stepOf(await client.prove("confirmation", install.toSign, key), "done");
};

test("a master without certificate answers in the flow, and acquires once the institution has accepted", async () => {
  const user = await asked("master");
  const { client, answer } = await start(user);
  const { ask, fields, text } = stepOf(answer, "ask");
  assert.equal(ask, "contractorConfirmation");
  assert.deepEqual(
    fields.map(({ name, secret, optional }) => [name, secret, optional]),
    [
      ["businessChanged", false, undefined],
      ["businessNow", false, true],
      ["purpose", false, undefined],
      ["contactPerson", false, undefined],
    ],
  );
  assert.match(fields[2]?.label.en ?? "", /\(1: Payments to suppliers \/ 2: Salaries and bonuses/);
  assert.match(text?.ja ?? "", /契約者確認/);
  assert.equal((await client.request(newPrivateKey("P-256"))).code, "ENROLLMENT_STEP_OUT_OF_ORDER");
  assert.equal(
    (await client.answer({ ...VALUES, purpose: "9" }, "contractorConfirmation")).code,
    "CONTRACTOR_ANSWERS_INCOMPLETE",
  );
  assert.equal(
    (await client.answer({ ...VALUES, contactPerson: "" }, "contractorConfirmation")).code,
    "CREDENTIAL_INCOMPLETE",
  );
  assert.equal(
    (await client.answer(VALUES, "contractorConfirmation")).code,
    "CONTRACTOR_CONFIRMATION_WAITING",
  );
  assert.equal((await start(user)).answer.code, "CONTRACTOR_CONFIRMATION_WAITING");
  await accept(user);
  await acquire(server, "daishin", user);
});

test("where the contract stays usable, the flow goes on after the answers", async (t) => {
  withPolicy(t, { untilAccepted: "usable" });
  const user = await asked("master");
  const { client } = await start(user);
  stepOf(await client.answer(VALUES, "contractorConfirmation"), "request");
  await finish(client);
  assert.equal((await openRound(context, daishin, user.reference.contractId))?.state, "answered");
});

test("two applications at once: one answers, and both go on", async (t) => {
  withPolicy(t, { untilAccepted: "usable" });
  const user = await asked("master");
  const [one, other] = await Promise.all([start(user), start(user)]);
  const answers = await Promise.all(
    [one, other].map(({ client }) => client.answer(VALUES, "contractorConfirmation")),
  );
  for (const answer of answers) stepOf(answer, "request");
  const [row] = await context.database.asOwner<{ answered: number }>(
    "select count(*)::integer as answered from audit_event where event = 'contractor.answered' and contract_id = $1",
    [user.reference.contractId],
  );
  assert.equal(row?.answered, 1);
});

test("a user waits for whoever may answer", async () => {
  const user = await asked("user");
  assert.equal((await start(user)).answer.code, "CONTRACTOR_CONFIRMATION_BY_OTHERS");
});

test("where the flow does not ask, the refusal says where to answer", async (t) => {
  withPolicy(t, { inEnrollment: false });
  const user = await asked("master");
  assert.equal((await start(user)).answer.code, "CONTRACTOR_CONFIRMATION_NEEDED");
});

test("a rule that says no says so before anything is asked", async () => {
  const user = await world.newUser("daishin", { role: "master" });
  await acquire(server, "daishin", user);
  assert.ok((await askContract(context, daishin, user.reference.contractId, change())).ok);
  assert.equal((await start(user)).answer.code, "ALREADY_HAS_CERTIFICATE");
});

test("a renewal asks, too, and waits", async () => {
  const user = await world.newUser("daishin", { role: "master" });
  const held = await acquire(server, "daishin", user);
  assert.ok((await askContract(context, daishin, user.reference.contractId, change())).ok);
  const before = context.clock.now();
  context.clock.set(before.add({ hours: 24 * 340 }));
  const client = await EnrollmentClient.start(server, "daishin", { renew: held.der });
  assert.ok(client.first.kind === "proveOldKey");
  await client.prove("old-key", client.first.toSign, held.key);
  const question = stepOf(await client.answer({ loginPassword: LOGIN_SECRET }, "password"), "ask");
  assert.equal(question.ask, "contractorConfirmation");
  assert.equal(
    (await client.answer(VALUES, "contractorConfirmation")).code,
    "CONTRACTOR_CONFIRMATION_WAITING",
  );
  context.clock.set(before);
});

test("asked between the proofs and the request, the certificate is not issued", async () => {
  const user = await world.newUser("daishin", { role: "user" });
  const { client, answer } = await start(user);
  stepOf(answer, "request");
  assert.ok((await askContract(context, daishin, user.reference.contractId, change())).ok);
  assert.equal((await client.request(newPrivateKey("P-256"))).code, "CONTRACTOR_CONFIRMATION_BY_OTHERS");
});
