import assert from "node:assert/strict";
import { test } from "node:test";
import type { DomainContext } from "#domain/context.ts";
import type { Mail } from "#platform/jobs/mail.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { verifyIdentity } from "./credentials.ts";
import { unlockCredentials } from "./secrets.ts";
import { SEND_STOP_MAIL, sendStopMail } from "./stop-mail.ts";

const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const context: DomainContext = { database, clock, random: systemRandom, institutions: shippedInstitutions() };
const origin = { address: "192.0.2.1", supportId: "00000-00000" };
const SECRETS = { login: "Kazahana47", confirmation: "mizube82iro" };

const hisui = shippedInstitution("hisui");
const minato = shippedInstitution("minato");

let contracts = 0;
const newUser = async (institution: typeof hisui) => {
  contracts += 1;
  const [user] = await populate(context, {
    institution,
    contractId: `s${contracts}`,
    users: { [`s${contracts}`]: "user" },
    secrets: SECRETS,
  });
  assert.ok(user);
  return user;
};

/** Sends what is queued; gives how many jobs there were, and the mails. */
const send = async (): Promise<{ jobs: number; mails: Mail[] }> => {
  const jobs = await database.asOwner<{ payload: unknown }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = $1 returning payload`,
    [SEND_STOP_MAIL],
  );
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail): Promise<void> => void mails.push(mail) };
  for (const { payload } of jobs) await sendStopMail(context, mailer, payload, "test-name");
  return { jobs: jobs.length, mails };
};

const fail = async (loginId: string, times: number): Promise<void> => {
  for (let round = 0; round < times; round += 1)
    await verifyIdentity(context, {
      institution: hisui,
      values: { loginId, loginPassword: "wrong" },
      origin,
      fields: "login",
    });
};

test("a temporary stop is told once, with its end", async () => {
  const user = await newUser(hisui);
  await fail(user.loginId ?? "", 4);
  assert.equal((await send()).jobs, 0, "not before it stops");
  await fail(user.loginId ?? "", 3);
  const { mails } = await send();
  assert.equal(mails.length, 1);
  assert.equal(mails[0]?.to, user.mailAddress);
  assert.equal(mails[0].subject, "利用停止のお知らせ");
  assert.match(mails[0].text, /ログインパスワードの誤りが続いた/);
  assert.match(mails[0].text, /解除予定日時: 2026年4月1日 9時30分00秒 日本標準時/);
  assert.match(mails[0].text, /お心当たりがない場合/);
  assert.doesNotMatch(mails[0].text, /https?:|www\./i);
});

test("a permanent stop says who lifts it", async () => {
  const user = await newUser(minato);
  const values = { contractId: user.reference.contractId, userId: user.reference.userId, pin: "wrong" };
  for (let round = 0; round < 7; round += 1)
    await verifyIdentity(context, { institution: minato, values, origin, fields: "login" });
  const { mails } = await send();
  assert.equal(mails.length, 1);
  assert.match(mails[0]?.text ?? "", /停止解除のお手続きが必要/);
  assert.doesNotMatch(mails[0]?.text ?? "", /解除予定日時/);
});

test("an unknown ID queues the same job, and nobody is mailed", async () => {
  await fail("nobody123", 5);
  assert.deepEqual(await send(), { jobs: 1, mails: [] });
});

test("no mail where the last failure was a right proof, or somebody lifted the stop", async () => {
  const right = await newUser(hisui);
  await fail(right.loginId ?? "", 4);
  const values = { loginId: right.loginId ?? "", loginPassword: SECRETS.login };
  assert.ok((await verifyIdentity(context, { institution: hisui, values, origin, fields: "login" })).ok);
  assert.deepEqual(await send(), { jobs: 1, mails: [] });
  const lifted = await newUser(hisui);
  await fail(lifted.loginId ?? "", 5);
  await database.inInstitution(hisui.code, (tx) =>
    unlockCredentials(tx, hisui, lifted, { at: clock.now(), actor: { kind: "staff", name: "test" } }),
  );
  assert.deepEqual(await send(), { jobs: 1, mails: [] });
});
