import assert from "node:assert/strict";
import { test } from "node:test";
import { verifySecret } from "#domain/credential/credentials.ts";
import { prepareSecrets, storeSecrets } from "#domain/credential/secrets.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import { acceptedValue } from "#test/support/population.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalWorld } from "#test/support/portal.ts";

const NEXT = "shigure83ame";
const STAFF = { kind: "staff", name: "tester" } as const;

const fields = (kind: "login" | "confirmation", current: string, next: string) => ({
  [`${kind}Current`]: current,
  [`${kind}Next`]: next,
  [`${kind}Again`]: next,
});

const passwordUser = (world: PortalWorld): Promise<User> =>
  world.newUser("daishin", { loginMethod: "password", role: "master" });

const works = async (world: PortalWorld, user: User, secret: string): Promise<boolean> =>
  (await verifySecret(world.context, { user, kind: "login", secret, origin: ORIGIN })).ok;

const setByStaff = async (world: PortalWorld, user: User): Promise<void> => {
  const institution = world.institution("daishin");
  const secrets = { login: LOGIN_PASSWORD, confirmation: CONFIRMATION_PASSWORD };
  const hashes = acceptedValue(await prepareSecrets(institution, [], secrets, world.context));
  const change = { at: world.context.clock.now(), actor: STAFF };
  await world.context.database.inInstitution(institution.code, (tx) =>
    storeSecrets(tx, user, hashes, change),
  );
};

test("a changed password holds, the old one does not, the session has a new token, a mail goes out", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  const browser = await world.loggedInByPassword("daishin", user);
  await world.context.database.asOwner("update contract_user set mail_address = 'me@customer.example'");
  const page = await browser.get("/settings/secrets/login");
  assert.equal(page.screen, "TSEC001");
  const before = browser.cookies.get("__Host-tegata-session");
  const done = await browser.post("/settings/secrets/login", fields("login", LOGIN_PASSWORD, NEXT));
  assert.equal(done.screen, "TSEC002", done.text);
  const after = browser.cookies.get("__Host-tegata-session");
  assert.notEqual(after, before);
  assert.equal((await browser.get("/settings")).screen, "TSET001");
  browser.cookies.set("__Host-tegata-session", before ?? "");
  assert.equal((await browser.get("/settings")).location, "/login", "the old token is worth nothing");
  assert.equal(await works(world, user, NEXT), true);
  assert.equal(await works(world, user, LOGIN_PASSWORD), false);
  const [mail] = await world.context.database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'subject' like '暗証情報%'",
  );
  assert.match(mail?.text ?? "", /ログインパスワードが変更されました/);
  assert.doesNotMatch(mail?.text ?? "", /https?:|shigure/);
});

test("every change that does not fit is refused with its code, and changes nothing", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  const browser = await world.loggedInByPassword("daishin", user);
  await browser.get("/settings/secrets/login");
  const rows: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [fields("login", "", NEXT), "FORM_INCOMPLETE"],
    [{ ...fields("login", LOGIN_PASSWORD, NEXT), loginAgain: "other" }, "FORM_INVALID"],
    [fields("login", LOGIN_PASSWORD, "abc"), "SECRET_LENGTH"],
    [fields("login", LOGIN_PASSWORD, "qwerty12"), "SECRET_TRIVIAL"],
    [fields("login", LOGIN_PASSWORD, user.loginId ?? ""), "SECRET_SAME_AS_ID"],
    [fields("login", "wrong4711x", NEXT), "CREDENTIAL_REFUSED"],
    [fields("login", LOGIN_PASSWORD, LOGIN_PASSWORD), "SECRET_UNCHANGED"],
    [fields("login", LOGIN_PASSWORD, CONFIRMATION_PASSWORD), "SECRET_SAME_AS_OTHER"],
  ];
  for (const [form, code] of rows) {
    const { text } = await browser.post("/settings/secrets/login", form);
    assert.match(text, new RegExp(`<code>${code}</code>`), code);
    assert.doesNotMatch(text, new RegExp(`value="(${NEXT}|${LOGIN_PASSWORD})"`));
  }
  assert.equal(await works(world, user, LOGIN_PASSWORD), true);
});

test("guessing the present password stops it", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  const browser = await world.loggedInByPassword("daishin", user);
  await browser.get("/settings/secrets/login");
  const { temporaryStopFailures } = world.institution("daishin").lockout.login;
  let text = "";
  for (let failure = 0; failure < temporaryStopFailures; failure += 1)
    ({ text } = await browser.post("/settings/secrets/login", fields("login", `wrong4711x${failure}`, NEXT)));
  assert.match(text, /CREDENTIAL_STOPPED/);
  const right = await browser.post("/settings/secrets/login", fields("login", LOGIN_PASSWORD, NEXT));
  assert.match(right.text, /CREDENTIAL_STOPPED/);
});

test("of two changes at once one holds, and the other is told", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  const browser = await world.loggedInByPassword("daishin", user);
  await browser.get("/settings/secrets/login");
  const answers = await Promise.all(
    [NEXT, "mikazuki29yo"].map((next) =>
      browser.post("/settings/secrets/login", fields("login", LOGIN_PASSWORD, next)),
    ),
  );
  const told = answers.map(
    ({ screen, text }) => screen === "TSEC002" || /<code>(\w+)<\/code>/.exec(text)?.[1],
  );
  assert.ok(told.includes(true), told.join());
  // The slower one finds the secret replaced, before or after it was proved.
  assert.ok(told.includes("SECRET_CHANGED_MEANWHILE") || told.includes("CREDENTIAL_REFUSED"), told.join());
  const held = [await works(world, user, NEXT), await works(world, user, "mikazuki29yo")];
  assert.equal(held.filter(Boolean).length, 1);
});

test("secrets that staff chose are changed before anything else, both on one page", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  await setByStaff(world, user);
  const browser = await world.loggedInByPassword("daishin", user);
  for (const path of ["/top", "/settings", "/certificate/renew", "/administration"])
    assert.equal((await browser.get(path)).location, "/settings/secrets/required", path);
  await browser.get("/settings/secrets/required");
  await browser.post("/settings/secrets/reminder");
  assert.equal((await browser.get("/top")).location, "/settings/secrets/required", "it cannot be put off");
  // One of the two alone is not enough.
  await browser.get("/settings/secrets/required");
  const half = await browser.post("/settings/secrets/login", fields("login", LOGIN_PASSWORD, NEXT));
  assert.match(half.text, /href="\/settings\/secrets\/required"/);
  assert.equal((await browser.get("/top")).location, "/settings/secrets/required");
  await browser.get("/settings/secrets/required");
  const rest = fields("confirmation", CONFIRMATION_PASSWORD, "yuunagi64umi");
  assert.equal((await browser.post("/settings/secrets/required", rest)).screen, "TSEC002");
  assert.equal((await browser.get("/top")).status, 200);
});

test("old secrets are asked about once in a login, and later is an answer", async (t) => {
  const world = await portalWorld(t);
  const institution = world.institution("yukiguni");
  assert.equal(institution.secrets.changeReminderDays, 90);
  const user = await world.newUser("yukiguni", { loginMethod: "password", role: "administrator" });
  world.context.clock.advance({ hours: 24 * 90 - 1 });
  const early = await world.loggedInByPassword("yukiguni", user);
  assert.equal((await early.get("/top")).status, 200);
  world.context.clock.advance({ hours: 1 });
  const browser = await world.loggedInByPassword("yukiguni", user);
  assert.equal((await browser.get("/top")).location, "/settings/secrets/reminder");
  const reminder = await browser.get("/settings/secrets/reminder");
  assert.equal(reminder.screen, "TSEC003");
  assert.match(reminder.text, /href="\/settings\/secrets\/old"/);
  assert.equal((await browser.post("/settings/secrets/reminder")).location, "/top");
  assert.equal((await browser.get("/top")).status, 200, "not again in this login");
  const next = await world.loggedInByPassword("yukiguni", user);
  await next.get("/settings/secrets/reminder");
  const both = {
    ...fields("login", LOGIN_PASSWORD, NEXT),
    ...fields("confirmation", CONFIRMATION_PASSWORD, "yuunagi64umi"),
  };
  assert.equal((await next.post("/settings/secrets/old", both)).screen, "TSEC002");
  assert.equal((await next.get("/top")).status, 200);
});

test("where staff set secrets anew, the open session ends and says why", async (t) => {
  const world = await portalWorld(t);
  const user = await passwordUser(world);
  const browser = await world.loggedInByPassword("daishin", user);
  await world.context.database.inInstitution("9004", (tx) =>
    endSessionsOfUser(tx, {
      user: user.reference,
      at: world.context.clock.now(),
      actor: STAFF,
      reason: "secretsChanged",
    }),
  );
  assert.match((await browser.get("/top")).text, /SESSION_SECRETS_CHANGED/);
});
