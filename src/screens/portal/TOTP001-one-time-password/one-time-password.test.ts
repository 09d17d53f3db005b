import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factorsAtLogin } from "#domain/login/factors-at-login.ts";
import { loginHistory } from "#domain/login/history.ts";
import { tokenOf } from "#domain/second-factor/one-time-password/manage.ts";
import type { User } from "#domain/user/users.ts";
import {
  appShows,
  contractOneTimePasswords,
  handOut,
  newToken,
  wrongValue,
  type TestToken,
} from "#test/support/one-time-passwords.ts";
import { NOTHING_KNOWN } from "#domain/risk/facts.ts";
import type { TestCertificate } from "#test/support/login.ts";
import { portalWorld, type PortalAnswer, type PortalBrowser } from "#test/support/portal.ts";
import type { PortalRoute } from "../route.ts";
import { portalRouteList } from "../routes.ts";

const world = await portalWorld();
const { context } = world;
const akagi = world.institution("akagi");
const PATH = "/login/one-time-password";
const later = (seconds: number): void => context.clock.set(context.clock.now().add({ seconds }));

/** A user of a contract with one-time passwords. */
const newUser = async (more: Parameters<typeof world.newUser>[1] = {}): Promise<User> => {
  const user = await world.newUser("akagi", more);
  await contractOneTimePasswords(context, akagi, user);
  return user;
};

const certificates = new Map<string, TestCertificate>();

/** Logs in with the user's certificate and login password. */
const logIn = async (user: User): Promise<PortalBrowser> => {
  const { userId } = user.reference;
  const certificate = certificates.get(userId) ?? (await world.newCertificate(user.reference));
  certificates.set(userId, certificate);
  return world.loggedIn("akagi", user, certificate);
};

/** A user with a token in use, logged in as far as the one-time password. */
const withToken = async (): Promise<{ user: User; token: TestToken; visitor: PortalBrowser }> => {
  const user = await newUser();
  const token = newToken();
  await handOut(context, akagi, user, [token]);
  const first = await logIn(user);
  await first.get(PATH);
  await first.post(PATH, {
    ask: "startOfUse",
    serial: token.serial,
    value: token.shows(context.clock.now()),
  });
  later(60);
  const visitor = await logIn(user);
  await visitor.get(PATH);
  return { user, token, visitor };
};

const value = (token: TestToken, ahead = 0): string => token.shows(context.clock.now(), ahead);
const isRefused = (answer: PortalAnswer, code: string): void =>
  assert.match(answer.text, new RegExp(`<code>${code}</code>`));
const keyIn = (text: string): string =>
  (/<span class="key">(.*?)<\/dd>/s.exec(text)?.[1] ?? "").replaceAll(
    /<span class="quiet">.*|<[^>]+>|\s/gs,
    "",
  );

describe("a login that owes a one-time password", () => {
  test("leads to it, and on to the top page once it is given; the session gets a new token", async () => {
    const { user, token, visitor } = await withToken();
    assert.equal((await visitor.get("/top")).location, PATH);
    const page = await visitor.get(PATH);
    assert.equal(page.screen, "TOTP001");
    assert.doesNotMatch(page.text, /href="\/administration"/, "no menu yet");
    const before = visitor.cookies.get("__Host-tegata-session");
    assert.equal((await visitor.post(PATH, { ask: "value", value: value(token) })).location, "/top");
    assert.notEqual(visitor.cookies.get("__Host-tegata-session"), before);
    assert.equal((await visitor.get("/top")).status, 200);
    assert.equal((await visitor.get(PATH)).location, "/top", "it is asked once");
    assert.equal((await visitor.post(PATH, { ask: "value", value: "1" })).location, "/top");
    const [last] = await loginHistory(context, user.reference, 5);
    assert.equal(last?.outcome, "succeeded");
    const events = await world.auditOf("9003");
    assert.ok(events.includes("login.factorProved"));
  });

  test("is not in the history as succeeded before, and as refused after a wrong value", async () => {
    const { user, token, visitor } = await withToken();
    const outcomes = async () =>
      (await loginHistory(context, user.reference, 10)).map(
        ({ outcome, refusalCode }) => refusalCode ?? outcome,
      );
    assert.deepEqual(await outcomes(), ["succeeded"], "the login before this one");
    await visitor.post(PATH, { ask: "value", value: wrongValue(token, context.clock.now()) });
    assert.deepEqual(await outcomes(), ["OTP_REFUSED", "succeeded"]);
  });

  test("may do nothing else: every address that there is", async () => {
    const { visitor } = await withToken();
    const open = world.browser("akagi");
    const pathOf = ({ path }: PortalRoute): string => path.replaceAll(/:[a-z]+/gi, "x");
    for (const route of portalRouteList) {
      const path = pathOf(route);
      if (route.access === "anyone" || path === PATH) continue;
      const answer = await (route.method === "GET" ? visitor.get(path) : visitor.post(path));
      assert.equal(answer.location, PATH, `${route.method} ${path}`);
    }
    // Open screens show whoever owes a proof what they show anybody.
    for (const route of portalRouteList) {
      const path = pathOf(route);
      if (route.access !== "anyone" || route.method === "POST" || path === "/" || path === "/logout")
        continue;
      const [answer, stranger] = [await visitor.get(path), await open.get(path)];
      const seen = ({ status, location, heading }: PortalAnswer) => ({ status, location, heading });
      assert.deepEqual(seen(answer), seen(stranger), path);
    }
    for (const path of ["/", "/logout"]) assert.equal((await visitor.get(path)).location, "/top");
    assert.equal((await visitor.get("/top")).location, PATH, "and nothing of it was a proof");
  });

  test("may be given up", async () => {
    const { visitor } = await withToken();
    assert.equal((await visitor.post("/logout")).location, "/logout");
    assert.equal((await visitor.get(PATH)).location, "/login");
  });

  test("is asked by policy, and of contracts that have one-time passwords", async () => {
    const user = await world.newUser("akagi");
    assert.equal((await (await logIn(user)).get("/top")).status, 200, "not contracted");
    const pending = async (when: "always" | "newDevice" | "never", newDevice: boolean) => {
      const asked = await newUser();
      const policy = {
        ...akagi,
        login: { ...akagi.login, factors: { ...akagi.login.factors, oneTimePassword: when } },
      };
      return context.database.inInstitution(akagi.code, (tx) =>
        factorsAtLogin(tx, policy, asked, { ...NOTHING_KNOWN, newDevice }),
      );
    };
    assert.deepEqual(await pending("always", false), ["oneTimePassword"]);
    assert.deepEqual(await pending("newDevice", true), ["oneTimePassword"]);
    assert.deepEqual(await pending("newDevice", false), []);
    assert.deepEqual(await pending("never", true), []);
  });
});

describe("TOTP001 ワンタイムパスワード認証", () => {
  test("refuses what is empty, no number, wrong or used before", async () => {
    const { token, visitor } = await withToken();
    const empty = await visitor.post(PATH, { ask: "value", value: " " });
    assert.equal(empty.status, 400);
    assert.match(empty.text, /id="field-value-error"/);
    isRefused(await visitor.post(PATH, { ask: "value", value: "abc" }), "OTP_VALUE_FORM");
    isRefused(
      await visitor.post(PATH, { ask: "value", value: wrongValue(token, context.clock.now()) }),
      "OTP_REFUSED",
    );
    assert.equal((await visitor.post(PATH, { ask: "no such form" })).location, PATH);
    // The value of the login before this one, in its place.
    isRefused(await visitor.post(PATH, { ask: "value", value: value(token, -60) }), "OTP_ALREADY_USED");
    assert.equal((await visitor.get("/top")).location, PATH);
  });

  test("a value that let one login in lets no other in", async () => {
    const { user, token, visitor } = await withToken();
    const used = value(token);
    assert.equal((await visitor.post(PATH, { ask: "value", value: used })).location, "/top");
    await visitor.post("/logout");
    const again = await logIn(user);
    await again.get(PATH);
    isRefused(await again.post(PATH, { ask: "value", value: used }), "OTP_ALREADY_USED");
    assert.equal((await again.get("/top")).location, PATH);
  });

  test("twenty at once with one value: one goes on", async () => {
    const { token, visitor } = await withToken();
    const cookies = new Map(visitor.cookies);
    const send = async () => {
      const copy = world.browser("akagi");
      for (const [name, content] of cookies) copy.cookies.set(name, content);
      copy.csrfToken = visitor.csrfToken;
      const answer = await copy.post(PATH, { ask: "value", value: value(token) });
      return {
        answer,
        hasNewToken: copy.cookies.get("__Host-tegata-session") !== cookies.get("__Host-tegata-session"),
      };
    };
    const all = await Promise.all(Array.from({ length: 20 }, send));
    assert.equal(all.filter(({ hasNewToken }) => hasNewToken).length, 1);
    for (const { answer, hasNewToken } of all)
      if (!hasNewToken && answer.status === 403) isRefused(answer, "OTP_ALREADY_USED");
  });

  test("guessing stops, for the right value too, in every later login, and is lifted by time", async () => {
    const { user, token, visitor } = await withToken();
    const { temporaryStopFailures, temporaryStopSeconds } = akagi.lockout.oneTimePassword;
    const wrong = wrongValue(token, context.clock.now());
    for (let count = 1; count < temporaryStopFailures; count += 1)
      isRefused(await visitor.post(PATH, { ask: "value", value: wrong }), "OTP_REFUSED");
    isRefused(await visitor.post(PATH, { ask: "value", value: wrong }), "CREDENTIAL_STOPPED_TEMPORARILY");
    isRefused(
      await visitor.post(PATH, { ask: "value", value: value(token) }),
      "CREDENTIAL_STOPPED_TEMPORARILY",
    );
    await visitor.post("/logout");
    const again = await logIn(user);
    await again.get(PATH);
    isRefused(
      await again.post(PATH, { ask: "value", value: value(token) }),
      "CREDENTIAL_STOPPED_TEMPORARILY",
    );
    // Not longer than a session may be idle.
    for (let passed = 0; passed <= temporaryStopSeconds; passed += 600) {
      later(600);
      await again.get(PATH);
    }
    assert.equal((await again.post(PATH, { ask: "value", value: value(token) })).location, "/top");
  });
});

describe("TOTP002 時刻同期", () => {
  test("a value from a drifted clock leads to two in a row, and those in", async () => {
    const { token, visitor } = await withToken();
    const asked = await visitor.post(PATH, { ask: "value", value: value(token, 300) });
    assert.equal(asked.screen, "TOTP002");
    assert.match(asked.text, /ワンタイムパスワード（現在）.*ワンタイムパスワード（1分後）/s);
    const wrongPair = { ask: "synchronisation", current: value(token, 240), next: value(token, 240) };
    isRefused(await visitor.post(PATH, wrongPair), "OTP_REFUSED");
    const half = await visitor.post(PATH, { ask: "synchronisation", current: value(token, 240), next: "" });
    assert.match(half.text, /id="field-next-error"/);
    const fields = { ask: "synchronisation", current: value(token, 240), next: value(token, 300) };
    assert.equal((await visitor.post(PATH, fields)).location, "/top");
    assert.equal((await visitor.get("/top")).status, 200);
  });

  test("nobody sets the clock of a token that is right", async () => {
    const { token, visitor } = await withToken();
    const fields = { ask: "synchronisation", current: value(token), next: value(token, 60) };
    isRefused(await visitor.post(PATH, fields), "OTP_TOKEN_STATE");
  });
});

describe("TOTP003 利用開始登録, TOTP004 トークン発行", () => {
  test("a hardware token begins with serial and value, and that is the proof", async () => {
    const user = await newUser();
    const token = newToken();
    await handOut(context, akagi, user, [token]);
    const visitor = await logIn(user);
    assert.equal((await visitor.get(PATH)).screen, "TOTP003");
    const wrong = await visitor.post(PATH, {
      ask: "startOfUse",
      serial: token.serial,
      value: wrongValue(token, context.clock.now()),
    });
    isRefused(wrong, "OTP_START_REFUSED");
    assert.ok(wrong.text.includes(`value="${token.serial}"`), "the serial is kept");
    const fields = { ask: "startOfUse", serial: token.serial, value: value(token) };
    assert.equal((await visitor.post(PATH, fields)).location, "/top");
    assert.equal((await visitor.get("/top")).status, 200);
  });

  test("an app is set up from the key, which this login alone shows", async () => {
    const user = await newUser();
    const visitor = await logIn(user);
    const page = await visitor.get(PATH);
    assert.equal(page.screen, "TOTP004");
    assert.match(page.text, /<svg class="qr-code"[^>]*role="img" aria-label="[^"]+"/);
    const key = keyIn(page.text);
    assert.match(key, /^[A-Z2-7]{32}$/);
    assert.equal(keyIn((await visitor.get(PATH)).text), key, "again and again");
    const old = appShows(key, context.clock.now().subtract({ hours: 1 }));
    isRefused(await visitor.post(PATH, { ask: "software", value: old }), "OTP_REFUSED");
    const shown = appShows(key, context.clock.now());
    assert.equal((await visitor.post(PATH, { ask: "software", value: shown })).location, "/top");
    assert.equal((await visitor.get("/top")).status, 200);
    assert.equal((await tokenOf(context, user.reference))?.state, "active");
  });

  test("somebody with a token of the contract's begins with that instead", async () => {
    const user = await newUser();
    const token = newToken();
    await handOut(context, akagi, user, [token], "contract");
    const visitor = await logIn(user);
    const page = await visitor.get(PATH);
    assert.match(page.text, /href="\/login\/one-time-password\?token=hardware"/);
    assert.equal((await visitor.get(`${PATH}?token=hardware`)).screen, "TOTP003");
    const fields = { ask: "startOfUse", serial: token.serial, value: value(token) };
    assert.equal((await visitor.post(PATH, fields)).location, "/top");
  });

  test("a form that does not fit the token any more is refused", async () => {
    const { token, visitor } = await withToken();
    const start = { ask: "startOfUse", serial: token.serial, value: value(token) };
    isRefused(await visitor.post(PATH, start), "OTP_TOKEN_IN_USE");
    isRefused(await visitor.post(PATH, { ask: "software", value: value(token) }), "OTP_TOKEN_STATE");
    const nobody = await logIn(await newUser());
    await nobody.get(PATH);
    isRefused(await nobody.post(PATH, { ask: "value", value: "123456" }), "OTP_TOKEN_NOT_STARTED");
  });
});
