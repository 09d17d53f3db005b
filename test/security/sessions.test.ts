import assert from "node:assert/strict";
import { test } from "node:test";
import { BROWSER_COOKIE, SESSION_COOKIE } from "#platform/http/cookies.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";

/** Session fixation, and what a session token is worth: by real visits. Limits of time: domain/login/session.test.ts. */

const world = await portalWorld();
const tokenOf = (browser: PortalBrowser): string => browser.cookies.get(SESSION_COOKIE) ?? "";

/** Whether a token that somebody kept still opens the first page. */
const isWorth = async (token: string, institution = "daishin"): Promise<boolean> => {
  const thief = world.browser(institution);
  thief.cookies.set(SESSION_COOKIE, token);
  return (await thief.get("/top")).status === 200;
};

const planted = "A".repeat(43);

test("a session token planted before the login is neither taken nor kept", async () => {
  const user = await world.newUser("daishin", { role: "master", loginMethod: "password" });
  const victim = world.browser("daishin");
  await victim.get("/login");
  victim.cookies.set(SESSION_COOKIE, planted);
  await victim.get("/login");
  const fields = { loginId: user.loginId ?? "", loginPassword: LOGIN_PASSWORD };
  const done = await victim.post("/login/password", fields);
  assert.equal(done.location, "/top", done.text);
  assert.notEqual(tokenOf(victim), planted);
  assert.match(tokenOf(victim), /^[A-Za-z0-9_-]{43}$/);
  assert.equal(await isWorth(planted), false);
  assert.equal(await isWorth(tokenOf(victim)), true);
});

test("the browser's own secret is renewed by the login, so that a planted one is worth nothing after it", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const victim = world.browser("daishin");
  victim.cookies.set(BROWSER_COOKIE, planted);
  await victim.get("/login");
  await victim.post("/login/password", { loginId: user.loginId ?? "", loginPassword: LOGIN_PASSWORD });
  assert.ok(tokenOf(victim) !== "");
  assert.notEqual(victim.cookies.get(BROWSER_COOKIE), planted);
});

test("a login with a certificate changes the token, and ends the session before it", async () => {
  const contract = await staffedContract(world, "hisui");
  const first = await contract.browser("master");
  const second = await contract.browser("master");
  assert.notEqual(tokenOf(first), tokenOf(second));
  assert.equal(await isWorth(tokenOf(first), "hisui"), false);
  assert.equal(await isWorth(tokenOf(second), "hisui"), true);
});

test("changing a password changes the token; the old one is worth nothing from then on", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const visitor = await world.loggedInByPassword("daishin", user);
  const before = tokenOf(visitor);
  await visitor.get("/settings/secrets/login");
  const done = await visitor.post("/settings/secrets/login", {
    loginCurrent: LOGIN_PASSWORD,
    loginNext: "hoshizora58",
    loginAgain: "hoshizora58",
  });
  assert.equal(done.status, 200, done.text);
  assert.notEqual(tokenOf(visitor), before);
  assert.equal(await isWorth(before), false);
  assert.equal(await isWorth(tokenOf(visitor)), true);
});

test("after logout the token is worth nothing, and the browser forgets it", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const visitor = await world.loggedInByPassword("daishin", user);
  const before = tokenOf(visitor);
  await visitor.get("/top");
  await visitor.post("/logout");
  assert.equal(visitor.cookies.has(SESSION_COOKIE), false);
  assert.equal(await isWorth(before), false);
});

test("stopping a user ends the session at once", async () => {
  const contract = await staffedContract(world, "hisui");
  const user = await contract.browser("user");
  const master = await contract.browser("master");
  const { userId } = contract.users.get("user")?.reference ?? { userId: "" };
  const path = `/administration/users/suspension/${userId}`;
  const page = await master.get(path);
  const act = /name="act" value="([^"]+)"/.exec(page.text)?.[1] ?? "suspend";
  const done = await master.post(path, { act, secret: CONFIRMATION_PASSWORD });
  assert.equal(done.status, 200, done.text);
  assert.match((await user.get("/top")).text, /SESSION_USER_SUSPENDED/);
});

test("a token sent twice, cut short or changed by a letter is none", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const token = tokenOf(await world.loggedInByPassword("daishin", user));
  const other = token.startsWith("A") ? "B" : "A";
  for (const sent of [token.slice(0, -1), `${other}${token.slice(1)}`, `${token}A`, token.toLowerCase()])
    if (sent !== token) assert.equal(await isWorth(sent), false, "a token that is not quite it");
  const thief = world.browser("daishin");
  thief.headers["cookie"] = `${SESSION_COOKIE}=${token}; ${SESSION_COOKIE}=${planted}`;
  assert.notEqual((await thief.get("/top")).status, 200);
});

test("tokens do not repeat and are 256 random bits", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const tokens = [];
  for (let index = 0; index < 5; index += 1)
    tokens.push(tokenOf(await world.loggedInByPassword("daishin", user)));
  assert.equal(new Set(tokens).size, 5);
  for (const token of tokens) assert.equal(Buffer.from(token, "base64url").length, 32);
});
