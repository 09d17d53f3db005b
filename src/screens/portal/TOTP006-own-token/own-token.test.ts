import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { revokeToken, tokenOf } from "#domain/second-factor/one-time-password/manage.ts";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import {
  appShows,
  contractOneTimePasswords,
  handOut,
  newToken,
  wrongValue,
} from "#test/support/one-time-passwords.ts";
import { acceptedValue } from "#test/support/population.ts";
import { portalWorld, type PortalAnswer, type PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const akagi = world.institution("akagi");
const OWN = "/settings/one-time-password";
const KEY = `${OWN}/app/key`;
const later = (seconds: number): void => context.clock.set(context.clock.now().add({ seconds }));

const mailOf = (user: User): string => `${user.reference.userId.toLowerCase()}@customer.example`;

/** Logged in before the contract had one-time passwords, so that the settings are where they begin. */
const visit = async (): Promise<{ user: User; visitor: PortalBrowser }> => {
  const user = await world.newUser("akagi");
  await context.database.asOwner("update contract_user set mail_address = $2 where user_id = $1", [
    user.reference.userId,
    mailOf(user),
  ]);
  const visitor = await world.loggedIn("akagi", user, await world.newCertificate(user.reference));
  await contractOneTimePasswords(context, akagi, user);
  return { user, visitor };
};

const mailsTo = async (user: User): Promise<string[]> => {
  const rows = await context.database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1 order by id",
    [mailOf(user)],
  );
  return rows.map(({ text }) => text);
};

const isRefused = (answer: PortalAnswer, code: string): void =>
  assert.match(answer.text, new RegExp(`<code>${code}</code>`));
const keyIn = (text: string): string =>
  (/<span class="key">(.*?)<\/dd>/s.exec(text)?.[1] ?? "").replaceAll(
    /<span class="quiet">.*|<[^>]+>|\s/gs,
    "",
  );
const now = (key: string): string => appShows(key, context.clock.now());

/** An app in use; gives its key. */
const setUpApp = async (visitor: PortalBrowser): Promise<string> => {
  await visitor.get(`${OWN}/app`);
  const shown = await visitor.post(`${OWN}/app`, { task: "app", secret: CONFIRMATION_PASSWORD });
  assert.equal(shown.location, KEY);
  const key = keyIn((await visitor.get(KEY)).text);
  assert.equal((await visitor.post(KEY, { value: now(key) })).screen, "TOTP009");
  later(30);
  return key;
};

describe("TOTP006 own token", () => {
  test("is for contracts that have one-time passwords", async () => {
    const user = await world.newUser("akagi");
    const visitor = await world.loggedIn("akagi", user, await world.newCertificate(user.reference));
    assert.doesNotMatch((await visitor.get("/settings")).text, /href="\/settings\/one-time-password"/);
    const refused = await visitor.get(OWN);
    assert.equal(refused.status, 403);
    isRefused(refused, "OTP_NOT_CONTRACTED");
    for (const path of ["/start", "/app", "/app/key", "/synchronise"]) {
      isRefused(await visitor.get(`${OWN}${path}`), "OTP_NOT_CONTRACTED");
      isRefused(await visitor.post(`${OWN}${path}`), "OTP_NOT_CONTRACTED");
    }
  });

  test("an app is set up after the confirmation password; its state is told, and a mail", async () => {
    const { user, visitor } = await visit();
    const settings = await visitor.get("/settings");
    assert.match(settings.text, /href="\/settings\/one-time-password"/);
    const before = await visitor.get(OWN);
    assert.equal(before.screen, "TOTP006");
    assert.match(before.text, /未登録/);
    assert.equal((await visitor.get(KEY)).location, OWN, "no key without the proof");
    assert.equal((await visitor.get(`${OWN}/app`)).screen, "TOTP007");
    for (const [secret, code] of [
      ["", "FORM_INCOMPLETE"],
      [LOGIN_PASSWORD, "CREDENTIAL_REFUSED"],
    ] as const)
      isRefused(await visitor.post(`${OWN}/app`, { task: "app", secret }), code);
    assert.equal(await tokenOf(context, user.reference), undefined, "no key was made");
    const key = await setUpApp(visitor);
    const after = await visitor.get(OWN);
    assert.match(after.text, /利用中/);
    assert.match(after.text, /スマートフォンを変更する/);
    assert.match((await visitor.get("/settings")).text, /トークンを利用中です/);
    const serial = (await tokenOf(context, user.reference))?.serial ?? "";
    const mail = (await mailsTo(user)).at(-1) ?? "";
    assert.ok(mail.includes(`サービスID: 9003\nユーザID: ${serial}`), mail);
    assert.ok(!/https?:/.test(mail) && !mail.includes(key));
    assert.ok(after.text.includes(serial), "the screen shows what the mail names");
  });

  test("a wrong first value keeps the same key; too many stop it", async () => {
    const { visitor } = await visit();
    await visitor.get(`${OWN}/app`);
    await visitor.post(`${OWN}/app`, { task: "app", secret: CONFIRMATION_PASSWORD });
    const key = keyIn((await visitor.get(KEY)).text);
    const wrong = appShows(key, context.clock.now().subtract({ hours: 2 }));
    assert.match((await visitor.post(KEY, { value: "" })).text, /id="field-value-error"/);
    const refused = await visitor.post(KEY, { value: wrong });
    isRefused(refused, "OTP_REFUSED");
    assert.equal(keyIn(refused.text), key);
    for (let count = 1; count < akagi.lockout.oneTimePassword.temporaryStopFailures; count += 1)
      await visitor.post(KEY, { value: wrong });
    isRefused(await visitor.post(KEY, { value: now(key) }), "CREDENTIAL_STOPPED_TEMPORARILY");
    isRefused(await visitor.get(KEY), "CREDENTIAL_STOPPED_TEMPORARILY");
  });

  test("moves to another phone with a value of the present one", async () => {
    const { user, visitor } = await visit();
    const key = await setUpApp(visitor);
    assert.equal((await visitor.get(`${OWN}/app`)).screen, "TOTP008");
    assert.equal(
      (await visitor.post(`${OWN}/app`, { task: "app", secret: CONFIRMATION_PASSWORD })).location,
      OWN,
      "the confirmation password does not stand for the present phone",
    );
    const wrong = appShows(key, context.clock.now().subtract({ hours: 2 }));
    isRefused(await visitor.post(`${OWN}/app`, { task: "phone", value: wrong }), "OTP_REFUSED");
    isRefused(await visitor.post(`${OWN}/app`, { task: "phone", value: "" }), "FORM_INCOMPLETE");
    const used = now(key);
    assert.equal((await visitor.post(`${OWN}/app`, { task: "phone", value: used })).location, KEY);
    isRefused(await visitor.post(`${OWN}/app`, { task: "phone", value: used }), "OTP_ALREADY_USED");
    const next = keyIn((await visitor.get(KEY)).text);
    assert.notEqual(next, key);
    later(30);
    const done = await visitor.post(KEY, { value: now(next) });
    assert.equal(done.screen, "TOTP009");
    assert.match(done.text, /新しいスマートフォンに変更しました/);
    assert.match((await mailsTo(user)).at(-1) ?? "", /新しい端末に変更しました/);
    assert.equal((await visitor.get(KEY)).location, OWN);
  });

  test("a hardware token begins here, too, and its clock is set", async () => {
    const { user, visitor } = await visit();
    const token = newToken();
    await handOut(context, akagi, user, [token]);
    assert.doesNotMatch((await visitor.get(OWN)).text, /認証アプリを登録する/, "hardware goes first");
    assert.equal((await visitor.get(`${OWN}/app`)).location, OWN);
    const START = `${OWN}/start`;
    assert.equal((await visitor.get(START)).screen, "TOTP003");
    assert.match((await visitor.post(START, { serial: "", value: "1" })).text, /id="field-serial-error"/);
    const wrong = wrongValue(token, context.clock.now());
    isRefused(await visitor.post(START, { serial: token.serial, value: wrong }), "OTP_START_REFUSED");
    const value = token.shows(context.clock.now());
    assert.equal((await visitor.post(START, { serial: token.serial, value })).screen, "TOTP009");
    assert.equal((await visitor.get(START)).location, OWN);
    const SYNCHRONISE = `${OWN}/synchronise`;
    assert.equal((await visitor.get(SYNCHRONISE)).location, OWN, "the clock is right");
    await context.database.asOwner("update otp_token set out_of_step_since = now() where serial = $1", [
      token.serial,
    ]);
    assert.match((await visitor.get(OWN)).text, /時刻同期待ち/);
    assert.equal((await visitor.get(SYNCHRONISE)).screen, "TOTP002");
    later(60);
    const shows = (seconds: number) => token.shows(context.clock.now(), seconds);
    isRefused(await visitor.post(SYNCHRONISE, { current: shows(240), next: shows(240) }), "OTP_REFUSED");
    const set = await visitor.post(SYNCHRONISE, { current: shows(240), next: shows(300) });
    assert.match(set.text, /トークンの時計を合わせました/);
  });

  test("after a revocation the time is told from which another can begin", async () => {
    const { user, visitor } = await visit();
    await setUpApp(visitor);
    const serial = (await tokenOf(context, user.reference))?.serial ?? "";
    const actor = { kind: "staff", name: "tester" } as const;
    acceptedValue(await revokeToken(context, { institution: akagi, serial, actor, origin: ORIGIN }));
    const page = await visitor.get(OWN);
    const until = context.clock.now().add({ seconds: 1800 }).toZonedDateTimeISO("Asia/Tokyo");
    const shown = until.toString({ timeZoneName: "never", smallestUnit: "second" });
    assert.ok(page.text.includes(`datetime="${shown}"`));
    for (const path of ["/app", "/start"]) assert.equal((await visitor.get(`${OWN}${path}`)).location, OWN);
    assert.equal(
      (await visitor.post(`${OWN}/app`, { task: "app", secret: CONFIRMATION_PASSWORD })).location,
      OWN,
    );
    for (const passed of [600, 600, 600]) {
      later(passed);
      await visitor.get(OWN);
    }
    assert.equal((await visitor.get(`${OWN}/app`)).screen, "TOTP007");
  });
});
