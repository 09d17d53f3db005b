import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queueRemindersOf } from "./queue.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { activeUser, reminderWorld, type ReminderWorld } from "#test/support/reminders.ts";
import { acceptedValue } from "#test/support/population.ts";

/** Counted over a certificate's last weeks: the days before the end on which somebody got a mail, and its title. */
const scheduleOf = async (world: ReminderWorld, institutionId: string): Promise<string[]> => {
  const institution = world.institution(institutionId);
  const users = await world.newUsers(institutionId, 2);
  const user = users[1];
  assert.ok(user);
  await world.activate(user);
  const end = await world.endOf(user);
  const schedule: string[] = [];
  for (let days = 45; days >= -3; days -= 1) {
    world.goTo(institution, end, days);
    await queueRemindersOf(world.context, institution);
    for (const { to, subject } of await world.send()) {
      const who = to.startsWith(user.reference.userId) ? "user" : "administrator";
      schedule.push(`${days} ${who} ${subject}`);
    }
  }
  return schedule;
};

const FIRST = "電子証明書更新のご案内";
const LATER = "電子証明書更新のお知らせ";
const OVER = "電子証明書有効期限切れのご案内";
const ADMINISTRATOR = "ご利用者の電子証明書に関するお知らせ";

/** The same certificate at five institutions ([000] … [004]). Who has expired is told on the next morning. */
const SCHEDULES: Readonly<Record<string, readonly string[]>> = {
  hisui: [`40 user ${FIRST}`, `10 user ${LATER}`, `-1 user ${OVER}`],
  akagi: [`40 user ${FIRST}`, `-1 user ${OVER}`],
  daishin: [`40 user ${FIRST}`, `-1 user ${OVER}`],
  minato: [`30 user ${FIRST}`, `10 user ${LATER}`, `-1 user ${OVER}`],
  yukiguni: [
    `30 administrator ${ADMINISTRATOR}`,
    `30 user ${FIRST}`,
    `10 administrator ${ADMINISTRATOR}`,
    `10 user ${LATER}`,
    `-1 administrator ${ADMINISTRATOR}`,
    `-1 user ${OVER}`,
  ],
};

describe("the schedule of reminders", () => {
  for (const [institutionId, expected] of Object.entries(SCHEDULES)) {
    test(`${institutionId}: on its own days, each once, with the documents' titles`, async (t) => {
      const world = await reminderWorld(t);
      assert.deepEqual(await scheduleOf(world, institutionId), expected);
    });
  }
});

describe("a reminder", () => {
  test("says what, until when, how many days, for whom, and whom to ask, and has no link", async (t) => {
    const world = await reminderWorld(t);
    const { user, end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 10);
    await world.queue();
    const [mail] = await world.send();
    assert.ok(mail);
    assert.equal(mail.to, user.mailAddress);
    const local = end.toZonedDateTimeISO("Asia/Tokyo");
    assert.ok(mail.text.includes(`有効期限: ${local.year}年${local.month}月${local.day}日`), mail.text);
    assert.match(mail.text, /\d時\d\d分\d\d秒 日本標準時/);
    assert.match(mail.text, /残り日数: あと10日/);
    assert.match(mail.text, /ひすい信用組合\nひすいビジネスバンキング\n/);
    assert.match(mail.text, /0120-000-901/);
    assert.ok(!mail.text.includes(user.loginId ?? "?"), "the login ID is masked");
    assert.match(mail.text, /ログインID: lo\*\*\*\*\w\w/);
    assert.doesNotMatch(mail.text, /https?:|www\.|href/i);
    assert.ok(mail.text.includes("試験花子 様"));
  });

  test("is in the user's language", async (t) => {
    const world = await reminderWorld(t);
    const { end, institution } = await activeUser(world, "minato");
    await world.context.database.asOwner("update contract_user set language = 'en'");
    world.goTo(institution, end, 30);
    await world.queue();
    const [mail] = await world.send();
    assert.equal(mail?.subject, "Please renew your electronic certificate");
    assert.match(mail.text, /Days left: 30/);
    assert.match(mail.text, /User: 9\*\*\*\*\d|User: 90\*\*\*\*/);
    assert.doesNotMatch(mail.text, /https?:|www\./i);
  });

  test("goes out on the day as the institution counts it, not at night", async (t) => {
    const world = await reminderWorld(t);
    const { end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 41, 23);
    assert.equal((await world.queue()).renewal, 0);
    world.goTo(institution, end, 40, 7);
    assert.equal((await world.queue()).renewal, 0);
    world.goTo(institution, end, 40, 8);
    assert.equal((await world.queue()).renewal, 1);
  });

  test("that was missed is made up for, the most urgent one only", async (t) => {
    const world = await reminderWorld(t);
    const late = await activeUser(world, "hisui");
    world.goTo(late.institution, late.end, 37);
    assert.equal((await world.queue()).renewal, 1, "three days late");
    assert.equal((await world.send())[0]?.subject, FIRST);
    world.goTo(late.institution, late.end, 4);
    assert.equal((await world.queue()).renewal, 1);
    const veryLate = await reminderWorld(t);
    const other = await activeUser(veryLate, "hisui");
    veryLate.goTo(other.institution, other.end, 4);
    assert.equal((await veryLate.queue()).renewal, 1, "not both");
    assert.equal((await veryLate.send())[0]?.subject, LATER);
    for (const days of [3, 2, 1, 0]) {
      veryLate.goTo(other.institution, other.end, days, 8);
      assert.equal((await veryLate.queue()).renewal, 0);
    }
  });

  test("tells of an expiry once, and not of one that was long ago", async (t) => {
    const world = await reminderWorld(t);
    const { end, institution } = await activeUser(world, "minato");
    world.goTo(institution, end, -31, 23);
    assert.equal((await world.queue()).expired, 0);
    world.goTo(institution, end, -20);
    assert.equal((await world.queue()).expired, 1);
    const [mail] = await world.send();
    assert.equal(mail?.subject, OVER);
    assert.match(mail.text, /窓口でのお手続きが必要/, "an administrator there goes to the branch");
    assert.equal((await world.queue()).expired, 0);
  });

  test("stops at renewal: a new certificate is not due, and the old one is none", async (t) => {
    const world = await reminderWorld(t);
    const { user, serial, end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 40);
    await world.activate(user, { supersedesSerial: serial });
    assert.deepEqual(await world.queue(), { renewal: 0, expired: 0, acquisition: 0, administrators: 0 });
  });

  test("that waits for the mail server is withdrawn when the certificate is revoked meanwhile", async (t) => {
    const world = await reminderWorld(t);
    const { serial, end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 40);
    assert.equal((await world.queue()).renewal, 1);
    const actor = { kind: "staff", name: "test" } as const;
    acceptedValue(
      await revokeCertificate(world.context, { institution, serial, reason: "unspecified", actor }),
    );
    assert.deepEqual(await world.send(), []);
    const rows = await world.context.database.asOwner<{ outcome: string }>("select outcome from reminder");
    assert.deepEqual(rows, [{ outcome: "withdrawn" }]);
  });

  test("that waited says how many days are left when it goes out", async (t) => {
    const world = await reminderWorld(t);
    const { end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 40);
    await world.queue();
    world.goTo(institution, end, 38);
    assert.match((await world.send())[0]?.text ?? "", /あと38日/);
  });

  test("is sent once, though its job runs twice", async (t) => {
    const world = await reminderWorld(t);
    const { end, institution } = await activeUser(world, "hisui");
    world.goTo(institution, end, 40);
    await world.queue();
    const { database } = world.context;
    await database.asOwner(
      "select graphile_worker.add_job('send-reminder', j.payload) from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'send-reminder'",
    );
    assert.equal((await world.send()).length, 1);
  });

  test("does not go to the suspended, nor to those without an address; both get it when that is put right", async (t) => {
    const world = await reminderWorld(t);
    const { user, end, institution } = await activeUser(world, "hisui");
    const { database } = world.context;
    world.goTo(institution, end, 40);
    const actor = { kind: "staff", name: "test" } as const;
    await world.context.database.inInstitution(institution.code, (tx) =>
      suspendUser(tx, { user: user.reference, at: world.context.clock.now(), actor }),
    );
    assert.equal((await world.queue()).renewal, 0);
    await database.asOwner("update contract_user set state = 'active', mail_address = null");
    assert.equal((await world.queue()).renewal, 0);
    await database.asOwner("update contract_user set mail_address = 'a@b.example'");
    assert.equal((await world.queue()).renewal, 1);
  });
});
