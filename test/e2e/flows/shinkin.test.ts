import assert from "node:assert/strict";
import { after, test, type TestContext } from "node:test";
import { failureAnswer } from "#test/support/run-issuer.ts";
import { startTestSystem } from "#test/support/system.ts";
import type { DemonstrationUser } from "../../../src/demo/file.ts";
import { fill, press, sees, visibleText } from "../support/page.ts";
import { atTerminal, daysUntil, obtained, Person, shinkin, stepsOf } from "../support/person.ts";
import { restarted } from "../support/restarted.ts";
import { daysAgo, runningClock } from "../support/running-clock.ts";

/** The renewal window of the Shinkin family opens 30 days before the end, which is a year after the issue. */
const DAYS_OLD = 346;
/** A certificate issued so long ago has expired, and not so long ago that minato's users get no other. */
const EXPIRED_DAYS_OLD = 380;

/**
 * F6, F7 and F8, on a system that is older than the certificates. They were really issued so long ago by the system's
 * clock, which is the machine's otherwise, as browsers and the issuing application have it all the time.
 */
const clock = runningClock(daysAgo(EXPIRED_DAYS_OLD + 1));
const first = await startTestSystem(undefined, { clock });
clock.set(daysAgo(0));
const system = await restarted({ after }, first);

const customer = (institution: string, role: string, index = 0): DemonstrationUser => {
  const found = system.users(institution).filter((user) => user["role"] === role)[index];
  assert.ok(found, `the demonstration has a ${role}`);
  return found;
};
const open = (t: TestContext, user: DemonstrationUser): Promise<Person> =>
  Person.open(t, system, shinkin(user["institution"] ?? ""), user);

/** Acquires so many days ago. */
const acquireInThePast = async (person: Person, days: number) => {
  clock.set(daysAgo(days));
  try {
    return await person.acquire();
  } finally {
    clock.set(daysAgo(0));
  }
};

/** The demonstration's secrets are as old as the system; nobody is kept from working by that. */
const putOffSecretChange = async ({ page }: Person): Promise<void> => {
  await sees(page, "TSEC003");
  await press(page, "後で");
};

test("F6: the first certificates of a contract", { timeout: 300_000 }, async (t) => {
  const step = stepsOf(t);
  const head = customer("yukiguni", "administrator");
  const { institution = "", contractId = "" } = head;
  const administrator = await open(t, head);
  const eightieth = Temporal.Now.plainDateISO("Asia/Tokyo").add({ days: 80 });
  const [year, month, day] = eightieth.toString().split("-");
  const deadline = `${year}年${month}月${day}日 23時59分59秒`;

  await step("the institution issues for the administrator, who acquires and logs in", async () => {
    const who = `${contractId}/${head["userId"]}`;
    const grant = ["user", "grant-acquisition", "--institution", institution, who, "--as", "counter"];
    const granted = await atTerminal(system, ...grant, "--json");
    assert.equal(granted.exitCode, 0, granted.said);
    assert.equal(daysUntil(JSON.parse(granted.out).deadline), 80);
    await administrator.acquire();
    await administrator.enter();
    await putOffSecretChange(administrator);
    await sees(administrator.page, "TSKS001");
  });

  let made: DemonstrationUser = {};
  await step("the administrator registers a 利用者ID on BRSK006 and issues for it, for 80 days", async () => {
    const { page } = administrator;
    await press(page, "管理");
    await press(page, "利用者管理");
    await press(page, "利用者登録");
    await sees(page, "BRSK006");
    await fill(page, "利用者ID", "shinki01");
    await fill(page, "利用者名", "新井 花子");
    await fill(page, "メールアドレス", "hanako@customer.example");
    await press(page, "確認画面へ進む");
    await sees(page, "まだ登録は完了していません");
    assert.match(await visibleText(page), /電子証明書の発行\s+発行する/);
    await fill(page, "利用者確認暗証番号", administrator.know("confirmationPin"));
    await press(page, "登録する");
    await sees(page, "利用者を登録しました");
    await sees(page, deadline);
    const [pin = "", confirmationPin = "", ...more] = await page.$$eval("main code", (found) =>
      found.map(({ textContent }) => textContent ?? ""),
    );
    assert.deepEqual(more, []);
    made = { institution, contractId, userId: "shinki01", pin, confirmationPin };
  });

  await step("the user acquires with the four credentials, as the pages say, and logs in", async () => {
    const user = await open(t, made);
    const { page } = user;
    await user.openLoginScreen();
    await press(page, "電子証明書取得");
    await sees(page, "TSKA001");
    await press(page, "証明書取得の手順へ進む");
    await sees(page, "BSMS002");
    const command = await user.shownCommand();
    const wrong = await user.run(command, undefined, { confirmationPin: "chigau99" });
    assert.equal(failureAnswer.parse(wrong.answer).error.code, "CREDENTIAL_REFUSED");
    const { result, notAfter } = obtained(await user.run(command));
    assert.equal(result, "issued");

    await user.enter();
    await sees(page, "はじめに変更をお願いします");
    for (const [field, label, next] of [
      ["pin", "利用者暗証番号", "koori83yama"],
      ["confirmationPin", "利用者確認暗証番号", "sabaku29fune"],
    ] as const) {
      await fill(page, `現在の${label}`, user.know(field));
      await fill(page, `新しい${label}`, next);
      await fill(page, `新しい${label}（確認`, next);
    }
    await press(page, "変更する");
    await sees(page, "変更しました");
    await press(page, "トップページへ");
    await sees(page, "TSKS001");
    await sees(page, `あと${daysUntil(notAfter)}日`);
  });
});

test("F7: the renewal", { timeout: 300_000 }, async (t) => {
  const step = stepsOf(t);
  const person = await open(t, customer("minato", "user"));
  const { page } = person;
  const old = await acquireInThePast(person, DAYS_OLD);
  const daysLeft = daysUntil(old.notAfter);
  assert.ok(daysLeft > 0 && daysLeft <= 30, `${daysLeft} days are inside the window`);

  let command = "";
  await step("after login 重要なお知らせ leads to the renewal", async () => {
    await person.enter();
    await putOffSecretChange(person);
    await sees(page, "TNTC001");
    await sees(page, `あと${daysLeft}日`);
    await press(page, "電子証明書の更新はこちら");
    await sees(page, "TRNW001");
    await sees(page, "いま更新できます");
    command = await person.shownCommand();
    assert.match(command, /^bin\/tegata-issuer renew --institution minato /);
  });

  await step(
    "renewed with the application, the new certificate logs in, and nothing is said any more",
    async () => {
      const renewed = obtained(await person.run(command, ["pin"]));
      assert.equal(renewed.result, "renewed");
      assert.equal(renewed.superseded, old.serial);
      await person.enter();
      await putOffSecretChange(person);
      await sees(page, "TSKS001");
      await sees(page, `あと${daysUntil(renewed.notAfter)}日`);
      assert.doesNotMatch(await visibleText(page), /重要なお知らせ|TNTC001/);
    },
  );
});

test("F8: where policy allows, an expired user acquires again alone", { timeout: 300_000 }, async (t) => {
  const step = stepsOf(t);
  const person = await open(t, customer("minato", "user", 1));
  const { page } = person;
  const old = await acquireInThePast(person, EXPIRED_DAYS_OLD);
  const days = daysUntil(old.notAfter);
  assert.ok(days < 0 && days >= -90, `${days} days`);

  await step("the expired certificate logs nobody in", async () => {
    assert.deepEqual(
      (await person.installed()).map(({ serial, state }) => [serial, state]),
      [[old.serial, "expired"]],
    );
    // Chromium does not even offer it: the gate is shown none, and the page says where to go.
    await person.askForCertificate();
    await sees(page, "NO_CERTIFICATE_PRESENTED");
    await sees(page, "電子証明書の取得へ");
  });

  await step("利用者ログイン → 電子証明書取得 → the four credentials → done", async () => {
    await person.openLoginScreen();
    await press(page, "電子証明書取得");
    await sees(page, "TSKA001");
    await press(page, "証明書取得の手順へ進む");
    const again = obtained(await person.run(await person.shownCommand()));
    assert.equal(again.result, "issued");
    assert.notEqual(again.serial, old.serial);
    await person.enter();
    await putOffSecretChange(person);
    await sees(page, "TSKS001");
    await sees(page, `あと${daysUntil(again.notAfter)}日`);
  });
});

test("F8: where it does not, the administrator is needed", { timeout: 300_000 }, async (t) => {
  const person = await open(t, customer("yukiguni", "user"));
  const { page } = person;
  const old = await acquireInThePast(person, EXPIRED_DAYS_OLD);
  await person.openLoginScreen();
  await press(page, "電子証明書取得");
  await press(page, "証明書取得の手順へ進む");
  const refused = await person.run(await person.shownCommand());
  assert.notEqual(refused.exitCode, 0);
  const { code, action } = failureAnswer.parse(refused.answer).error;
  assert.equal(code, "ACQUISITION_NEEDS_ADMINISTRATOR");
  assert.match(action.ja, /管理者の方に電子証明書の再発行をご依頼ください/);
  assert.deepEqual(
    (await person.installed()).map(({ serial, state }) => [serial, state]),
    [[old.serial, "expired"]],
  );
});
