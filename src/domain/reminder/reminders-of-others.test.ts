import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { queueRemindersOf } from "./queue.ts";
import { grantAcquisition } from "#domain/user/users.ts";
import { activeUser, reminderWorld, type ReminderWorld } from "#test/support/reminders.ts";

const ADMINISTRATOR = "ご利用者の電子証明書に関するお知らせ";

describe("administrators", () => {
  test("get one mail about all others of their contract, and none about themselves", async (t) => {
    const world = await reminderWorld(t);
    const institution = world.institution("yukiguni");
    const users = await world.newUsers("yukiguni", 4);
    for (const user of users) await world.activate(user);
    const [administrator, second] = users;
    assert.ok(administrator && second);
    world.goTo(institution, await world.endOf(administrator), 30);
    // Whoever has no address of their own is known to the administrator at least.
    await world.context.database.asOwner("update contract_user set mail_address = null where user_id = $1", [
      second.reference.userId,
    ]);
    assert.deepEqual(await world.queue(), { renewal: 4, expired: 0, acquisition: 0, administrators: 1 });
    const sent = await world.send();
    const digests = sent.filter(({ subject }) => subject === ADMINISTRATOR);
    assert.equal(sent.length, 4);
    assert.equal(digests.length, 1);
    assert.equal(digests[0]?.to, administrator.mailAddress);
    assert.equal(digests[0].text.match(/^・/gm)?.length, 3);
    assert.doesNotMatch(digests[0].text, /https?:|www\./i);
    assert.deepEqual(await world.queue(), { renewal: 0, expired: 0, acquisition: 0, administrators: 0 });
  });

  test("get none where the policy does not say so", async (t) => {
    const world = await reminderWorld(t);
    const institution = world.institution("minato");
    const users = await world.newUsers("minato", 2);
    for (const user of users) await world.activate(user);
    assert.ok(users[0]);
    world.goTo(institution, await world.endOf(users[0]), 30);
    assert.deepEqual(await world.queue(), { renewal: 2, expired: 0, acquisition: 0, administrators: 0 });
  });
});

describe("the deadline of 80 days for acquiring ([001])", () => {
  const grantedUser = async (world: ReminderWorld) => {
    const institution = world.institution("yukiguni");
    const users = await world.newUsers("yukiguni", 2);
    const [administrator, user] = users;
    assert.ok(administrator && user?.acquisitionGrantedAt);
    const { timeZone } = institution;
    const lastDay = user.acquisitionGrantedAt.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: 80 });
    return { institution, administrator, user, deadline: lastDay.toZonedDateTime(timeZone).toInstant() };
  };

  test("is counted down, until it has passed", async (t) => {
    const world = await reminderWorld(t);
    const { institution, user, deadline } = await grantedUser(world);
    const days: string[] = [];
    for (let left = 35; left >= -2; left -= 1) {
      world.goTo(institution, deadline, left);
      await world.queue();
      for (const mail of await world.send()) {
        if (mail.to !== user.mailAddress) continue;
        assert.equal(mail.subject, "電子証明書取得期限のお知らせ");
        assert.ok(mail.text.includes(left === 0 ? "本日まで" : `あと${left}日`));
        assert.match(mail.text, /23時59分59秒 日本標準時/);
        days.push(String(left));
      }
    }
    assert.deepEqual(days, ["30", "10", "3"]);
  });

  test("stops when the certificate is acquired, and starts anew with a new right", async (t) => {
    const world = await reminderWorld(t);
    const { institution, administrator, user, deadline } = await grantedUser(world);
    await world.activate(administrator);
    world.goTo(institution, deadline, 30);
    assert.equal((await world.queue()).acquisition, 1, "the administrator has acquired");
    await world.send();
    const at = world.context.clock.now();
    await world.context.database.inInstitution(institution.code, (tx) =>
      grantAcquisition(tx, { user: user.reference, at, actor: { kind: "staff", name: "test" } }),
    );
    world.goTo(institution, deadline, 10);
    assert.equal((await world.queue()).acquisition, 0);
    world.goTo(institution, at.add({ hours: 24 * 80 }), 30);
    assert.equal((await world.queue()).acquisition, 1);
  });
});

test("an institution's run touches its own customers only, though the database lets it see more", async (t) => {
  const world = await reminderWorld(t);
  const own = await activeUser(world, "hisui");
  await activeUser(world, "akagi");
  world.goTo(own.institution, own.end, 40);
  assert.equal((await queueRemindersOf(world.context, own.institution)).renewal, 1);
  assert.deepEqual(
    (await world.send()).map(({ to }) => to),
    [own.user.mailAddress],
  );
  // Outside of an institution's transaction there is nothing to be had, whether that is said or not.
  await world.context.database
    .inShared((tx) =>
      sql`select * from reminder_queue_certificates(
        'renewal', 40, '2020-01-01', '2100-01-01', '2020-01-01', '', 100, now(), false)`.execute(tx),
    )
    .catch((error: unknown) => assert.match(String(error), /tegata\.institution/));
  const [row] = await world.context.database.asOwner<{ n: number }>(
    "select count(*)::int as n from reminder",
  );
  assert.equal(row?.n, 1);
});

test("several nodes at once queue each reminder once", async (t) => {
  const world = await reminderWorld(t);
  const institution = world.institution("yukiguni");
  const users = await world.newUsers("yukiguni", 20);
  for (const user of users) await world.activate(user);
  const [first] = users;
  assert.ok(first);
  world.goTo(institution, await world.endOf(first), 10);
  const runs = await Promise.all(Array.from({ length: 6 }, () => world.queue()));
  assert.equal(
    runs.reduce((sum, { renewal }) => sum + renewal, 0),
    20,
  );
  assert.equal(runs.reduce((sum, { administrators }) => sum + administrators, 0) >= 1, true);
  const sent = await world.send();
  const toUsers = sent.filter(({ subject }) => subject !== ADMINISTRATOR);
  assert.equal(toUsers.length, 20);
  assert.equal(new Set(toUsers.map(({ to }) => to)).size, 20);
  // However the digests fell, each user stands in them once.
  const told = sent
    .filter(({ subject }) => subject === ADMINISTRATOR)
    .flatMap(({ text }) => text.match(/^・.*$/gm) ?? []);
  assert.equal(told.length, 19);
});

test("each transaction of a run leaves one audit row with its figures, and a run without anything none", async (t) => {
  const world = await reminderWorld(t);
  const { end, institution } = await activeUser(world, "hisui");
  world.goTo(institution, end, 40);
  await world.queue();
  await world.queue();
  const rows = await world.context.database.asOwner<{ actor: string; facts: unknown }>(
    "select actor, facts from audit_event where event = 'reminder.queued'",
  );
  assert.deepEqual(rows, [{ actor: "reminders", facts: { kind: "renewal", step: 40, mails: 1 } }]);
});
