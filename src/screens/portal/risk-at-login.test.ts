import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browserFamily } from "#domain/risk/browser.ts";
import { tidyKnownDevices } from "#domain/risk/devices.ts";
import { networkOf } from "#domain/risk/surroundings.ts";
import { makeRegistrationCode } from "#domain/second-factor/user-registration-code/make.ts";
import { changeMailAddress, type User } from "#domain/user/users.ts";
import { DEVICE_COOKIE } from "#platform/http/cookies.ts";
import {
  ANSWERS,
  askedOf,
  contractProof,
  registerTestAnswers,
} from "#test/support/additional-authentication.ts";
import { LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import { portalWorld, type PortalAnswer, type PortalBrowser } from "#test/support/portal.ts";
import { acceptedValue } from "#test/support/population.ts";

const world = await portalWorld();
const { context } = world;
const akagi = world.institution("akagi");
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const ANSWER_PATH = "/login/additional-authentication";
const staff = { kind: "staff", name: "test" } as const;

const newUser = async (institutionId: string): Promise<User> => {
  const loginMethod = world.institution(institutionId).login.methods.includes("password")
    ? "password"
    : "certificate";
  const user = await world.newUser(institutionId, { loginMethod });
  await context.database.inInstitution(user.reference.institutionCode, (tx) =>
    changeMailAddress(tx, {
      user: user.reference,
      mailAddress: `${user.reference.userId}@customer.example`,
      at: context.clock.now(),
      actor: staff,
    }),
  );
  return user;
};

/** A user of a contract with the additional authentication, answers registered. */
const contracted = async (): Promise<User> => {
  const user = await newUser("akagi");
  await contractProof(context, akagi, user, "additionalAuthentication");
  await registerTestAnswers(context, akagi, user);
  return user;
};

const newBrowser = (institutionId = "akagi"): PortalBrowser => {
  const browser = world.browser(institutionId);
  browser.headers["user-agent"] = CHROME;
  return browser;
};

const logIn = async (
  browser: PortalBrowser,
  user: User,
  password = LOGIN_PASSWORD,
): Promise<PortalAnswer> => {
  await browser.get("/login");
  return browser.post("/login/password", { loginId: user.loginId ?? "", loginPassword: password });
};

/** Answers the question that is asked; gives the answer to it. */
const prove = async (browser: PortalBrowser, user: User): Promise<PortalAnswer> => {
  const { questionId, answer } = await askedOf(context, akagi, user);
  return browser.post(ANSWER_PATH, { question: questionId, answer });
};

const later = (hours: number): void => context.clock.set(context.clock.now().add({ hours }));

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const mailsTo = async (user: User): Promise<Mail[]> => {
  const rows = await context.database.asOwner<{ payload: Mail }>(
    "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'send-mail' and payload->>'to' = $1 order by j.id",
    [`${user.reference.userId}@customer.example`],
  );
  return rows.map(({ payload }) => payload);
};
const loginMails = async (user: User): Promise<Mail[]> =>
  (await mailsTo(user)).filter(({ subject }) => subject.includes("ログイン"));

describe("login from a new device", () => {
  test("asks; from a known one it does not; only the complete login makes it known", async () => {
    const user = await contracted();
    const browser = newBrowser();
    assert.equal((await logIn(browser, user)).location, "/top");
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    assert.equal((await browser.get("/settings")).location, ANSWER_PATH);
    assert.equal((await browser.get("/settings/devices")).location, ANSWER_PATH);
    assert.equal((await browser.get(ANSWER_PATH)).screen, "TADA001");
    assert.equal(browser.cookies.has(DEVICE_COOKIE), false);
    // Leaving now leaves it unknown.
    await browser.post("/logout");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    await browser.get(ANSWER_PATH);
    assert.equal((await prove(browser, user)).location, "/top");
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    assert.equal(browser.cookies.has(DEVICE_COOKIE), true);
    await browser.post("/logout");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    // Another browser of the same person is asked.
    const another = newBrowser();
    await logIn(another, user);
    assert.equal((await another.get("/top")).location, ANSWER_PATH);
  });

  test("a device of one user is a new one for another", async () => {
    const [one, other] = [await contracted(), await contracted()];
    const browser = newBrowser();
    await logIn(browser, one);
    await browser.get(ANSWER_PATH);
    await prove(browser, one);
    await browser.get("/top");
    const cookie = browser.cookies.get(DEVICE_COOKIE);
    await browser.post("/logout");
    await logIn(browser, other);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    await browser.get(ANSWER_PATH);
    await prove(browser, other);
    await browser.get("/top");
    assert.equal(browser.cookies.get(DEVICE_COOKIE), cookie);
    await browser.post("/logout");
    await logIn(browser, one);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
  });

  test("is told by mail: time zone, browser, no link, no address; a known device is not told", async () => {
    const user = await contracted();
    const browser = newBrowser();
    await logIn(browser, user);
    const [mail, ...more] = await loginMails(user);
    assert.ok(mail !== undefined);
    assert.deepEqual(more, []);
    assert.equal(mail.subject, "新しい端末からのログインのお知らせ");
    assert.match(mail.text, /日本標準時/);
    assert.match(mail.text, /Chrome \/ Windows/);
    assert.match(mail.text, /追加の認証をお願いしています/);
    assert.doesNotMatch(mail.text, /https?:|www\.|127\.0\.0\.1|Mozilla/);
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    await browser.get("/top");
    await browser.post("/logout");
    await logIn(browser, user);
    assert.equal((await loginMails(user)).length, 1);
  });

  test("is told, but not asked, where the policy says so", async () => {
    const hisui = world.institution("hisui");
    const user = await newUser("hisui");
    const certificate = await world.newCertificate(user.reference);
    assert.deepEqual(hisui.login.risk.newDevice, ["mail"]);
    const browser = await world.loggedIn("hisui", user, certificate);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    const [mail] = await loginMails(user);
    assert.match(mail?.text ?? "", /方法: 電子証明書方式/);
    await browser.post("/logout");
    // The certificate is the device: another browser with it is no new one.
    const again = await world.loggedIn("hisui", user, certificate);
    assert.equal((await again.get("/top")).screen, "BTOP001");
    assert.equal((await loginMails(user)).length, 1);
    const list = await again.get("/settings/devices");
    assert.equal((list.text.match(/name="device"/g) ?? []).length, 1);
    assert.match(list.text, /この端末/);
  });

  test("a renewed certificate is the same device, a new one is another", async () => {
    const user = await newUser("hisui");
    const first = await world.newCertificate(user.reference);
    await (await world.loggedIn("hisui", user, first)).get("/top");
    const supersede = async (supersedes: string | null): Promise<number> => {
      await context.database.asOwner(
        "update certificate set state = 'revoked', revocation_reason = 'superseded', end_cause = 'supersession', ended_at = now() where contract_id = $1 and state = 'active'",
        [user.reference.contractId],
      );
      const next = await world.newCertificate(user.reference);
      await context.database.asOwner("update certificate set supersedes_serial = $2 where serial = $1", [
        next.serial,
        supersedes,
      ]);
      await (await world.loggedIn("hisui", user, next)).get("/top");
      return (await loginMails(user)).length;
    };
    assert.equal(await supersede(first.serial), 1);
    assert.equal(await supersede(null), 2);
  });
});

describe("brute force and stops at login", () => {
  test("wrong answers count and stop; the session gets nowhere; the login history tells", async () => {
    const user = await contracted();
    const browser = newBrowser();
    await logIn(browser, user);
    await browser.get(ANSWER_PATH);
    const { questionId } = await askedOf(context, akagi, user);
    const guess = (answer: string) => browser.post(ANSWER_PATH, { question: questionId, answer });
    for (let times = 0; times < 4; times += 1) {
      const refused = await guess(`はずれ${times}`);
      assert.equal(refused.status, 403);
      assert.match(refused.text, /ADDITIONAL_ANSWER_REFUSED/);
      assert.doesNotMatch(refused.text, /はずれ/);
    }
    const stopped = await guess("はずれ最後");
    assert.equal(stopped.status, 429);
    assert.match(stopped.text, /CREDENTIAL_STOPPED_TEMPORARILY/);
    assert.equal((await prove(browser, user)).status, 429);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    const history = await context.database.asOwner<{ code: string }>(
      "select refusal_code as code from login_history where contract_id = $1 and outcome = 'refused'",
      [user.reference.contractId],
    );
    assert.equal(history.filter(({ code }) => code === "ADDITIONAL_ANSWER_REFUSED").length, 4);
  });

  test("a question is never shown before the password is right, and unknown IDs are told the same", async () => {
    const user = await contracted();
    const told = async (loginId: string) => {
      const browser = newBrowser();
      await browser.get("/login");
      const refused = await browser.post("/login/password", { loginId, loginPassword: "wrong47pass" });
      assert.equal((await browser.get(ANSWER_PATH)).location, "/login");
      return { status: refused.status, code: /<code>([A-Z_]+)<\/code>/.exec(refused.text)?.[1] };
    };
    assert.deepEqual(await told(user.loginId ?? ""), await told("nobody0000"));
  });
});

describe("first login", () => {
  test("answers are registered on the way in, and count as the proof", async () => {
    const user = await newUser("akagi");
    await contractProof(context, akagi, user, "additionalAuthentication");
    const browser = newBrowser();
    await logIn(browser, user);
    assert.equal((await browser.get(ANSWER_PATH)).screen, "TADA002");
    const fields = Object.fromEntries(
      ANSWERS.flatMap(({ questionId, answer }, index) => [
        [`question${index + 1}`, questionId],
        [`answer${index + 1}`, answer],
      ]),
    );
    const incomplete = await browser.post(`${ANSWER_PATH}/registration`, { ...fields, answer2: " " });
    assert.equal(incomplete.status, 400);
    assert.match(incomplete.text, /id="field-answer2-error"/);
    const same = await browser.post(`${ANSWER_PATH}/registration`, { ...fields, answer3: "ポチ　マル" });
    assert.match(same.text, /ADDITIONAL_ANSWERS_SAME/);
    assert.match(same.text, /id="field-answer3-error"/);
    const done = await browser.post(`${ANSWER_PATH}/registration`, fields);
    assert.equal(done.location, "/top");
    assert.equal((await browser.get("/top")).screen, "BTOP001");
  });

  test("the user registration code comes first, once", async () => {
    const user = await contracted();
    await contractProof(context, akagi, user, "userRegistrationCode");
    const { code } = acceptedValue(
      await context.database.inInstitution(akagi.code, (tx) =>
        makeRegistrationCode(context, tx, { institution: akagi, user, actor: staff, origin: ORIGIN }),
      ),
    );
    const browser = newBrowser();
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, "/login/registration-code");
    assert.equal((await browser.get("/login/registration-code")).screen, "TURC001");
    const wrong = await browser.post("/login/registration-code", { code: "0000-0000-0000" });
    assert.match(wrong.text, /REGISTRATION_CODE_REFUSED/);
    assert.equal((await browser.post("/login/registration-code", { code })).location, "/top");
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    await browser.post("/logout");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
  });
});

describe("other facts", () => {
  /** A user whose device is known. */
  const known = async (): Promise<{ user: User; browser: PortalBrowser }> => {
    const user = await contracted();
    const browser = newBrowser();
    await logIn(browser, user);
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    await browser.get("/top");
    await browser.post("/logout");
    return { user, browser };
  };

  test("a long absence asks again on a known device", async () => {
    const { user, browser } = await known();
    later(24 * 89);
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    await browser.post("/logout");
    later(24 * 90);
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
  });

  test("wrong passwords before the login ask and are told; fewer, or old ones, do not", async () => {
    const { user, browser } = await known();
    for (let times = 0; times < 2; times += 1) await logIn(newBrowser(), user, "wrong47pass");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
    await browser.post("/logout");
    later(1);
    for (let times = 0; times < 3; times += 1) await logIn(newBrowser(), user, "wrong47pass");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    assert.equal((await loginMails(user)).at(-1)?.subject, "ログインのお知らせ（入力誤りの後のログイン）");
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    await browser.get("/top");
    await browser.post("/logout");
    for (let times = 0; times < 3; times += 1) await logIn(newBrowser(), user, "wrong47pass");
    later(25);
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).screen, "BTOP001");
  });

  test("devices that were not used for as long as the policy says are forgotten", async () => {
    const { user, browser } = await known();
    const rows = () =>
      context.database.asOwner("select 1 from known_device where contract_id = $1", [
        user.reference.contractId,
      ]);
    later(24 * 399);
    await tidyKnownDevices(context);
    assert.equal((await rows()).length, 1);
    later(25);
    // Before anybody has tidied up, too.
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
    await browser.post("/logout");
    await tidyKnownDevices(context);
    assert.equal((await rows()).length, 0);
  });
});

describe("own devices", () => {
  test("are listed; a forgotten one counts as new; those of others cannot be forgotten", async () => {
    const [user, other] = [await contracted(), await contracted()];
    const browser = newBrowser();
    await logIn(browser, user);
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    const list = await browser.get("/settings/devices");
    assert.equal(list.screen, "TDEV001");
    assert.match(list.text, /Chrome \/ Windows/);
    const device = /name="device" value="([0-9a-f]{32})"/.exec(list.text)?.[1] ?? "";
    const stranger = newBrowser();
    await logIn(stranger, other);
    await stranger.get(ANSWER_PATH);
    await prove(stranger, other);
    await stranger.get("/settings/devices");
    assert.doesNotMatch((await stranger.post("/settings/devices", { device })).text, /一覧から消しました/);
    const forgotten = await browser.post("/settings/devices", { device });
    assert.match(forgotten.text, /一覧から消しました/);
    assert.doesNotMatch(forgotten.text, new RegExp(device));
    await browser.post("/logout");
    await logIn(browser, user);
    assert.equal((await browser.get("/top")).location, ANSWER_PATH);
  });

  test("answers are changed in the settings, with the confirmation password, by contracts that have them", async () => {
    const user = await contracted();
    const browser = newBrowser();
    await logIn(browser, user);
    await browser.get(ANSWER_PATH);
    await prove(browser, user);
    assert.match((await browser.get("/settings")).text, /href="\/settings\/additional-answers"/);
    assert.equal((await browser.get("/settings/additional-answers")).screen, "TADA002");
    const fields = {
      question1: "firstCar",
      answer1: "カローラ",
      question2: "firstSchool",
      answer2: "根知小",
      question3: "firstJob",
      answer3: "八百屋",
    };
    const wrong = await browser.post("/settings/additional-answers", { ...fields, secret: "wrong47pass" });
    assert.match(wrong.text, /CREDENTIAL_REFUSED/);
    const done = await browser.post("/settings/additional-answers", { ...fields, secret: "mizube82iro" });
    assert.equal(done.screen, "TADA003");
    const without = await newUser("akagi");
    const plain = newBrowser();
    await logIn(plain, without);
    assert.doesNotMatch((await plain.get("/settings")).text, /additional-answers/);
    assert.match((await plain.get("/settings/additional-answers")).text, /FACTOR_NOT_CONTRACTED/);
  });
});

test("networks are /24 and /48; mapped addresses are IPv4", () => {
  assert.equal(networkOf("192.0.2.77"), "192.0.2.0/24");
  assert.equal(networkOf("::ffff:192.0.2.77"), "192.0.2.0/24");
  assert.equal(networkOf("2001:0DB8:1:2::3"), "2001:db8:1::/48");
  assert.equal(networkOf("2001:db8:1:ffff::"), "2001:db8:1::/48");
  assert.equal(networkOf("::1"), "0:0:0::/48");
  assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0::/48");
});

test("browsers are named by family, in words of our own", () => {
  assert.equal(browserFamily(CHROME), "Chrome / Windows");
  assert.equal(browserFamily(`${CHROME} Edg/142.0.0.0`), "Edge / Windows");
  assert.equal(
    browserFamily("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    "Firefox / Linux",
  );
  assert.equal(
    browserFamily(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ),
    "Safari / iPhone",
  );
  assert.equal(browserFamily("<script>alert(1)</script>"), "–");
  assert.equal(browserFamily(undefined), "–");
});
