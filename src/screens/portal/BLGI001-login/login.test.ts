import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LOGIN_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();

describe("the login screen offers what the institution offers", () => {
  const cases = [
    ["hisui", "BLGI001", true, false],
    ["daishin", "BLGI001", true, true],
    ["akagi", "BLGI001", true, true],
    ["yukiguni", "TSKL001", true, true],
    ["minato", "TSKL001", true, false],
  ] as const;
  for (const [id, screen, certificate, password] of cases) {
    test(`${id}: ${screen}`, async () => {
      const answer = await world.browser(id).get("/login");
      assert.equal(answer.status, 200);
      assert.equal(answer.screen, screen);
      assert.equal(answer.text.includes('action="/login/certificate"'), certificate);
      assert.equal(answer.text.includes('action="/login/password"'), password);
      assert.match(answer.text, /href="\/certificate\/acquire"/);
      assert.equal(answer.headers["cache-control"], "no-store");
    });
  }
});

test("the Shinkin family types contract ID, user ID and PIN", async () => {
  const { text } = await world.browser("yukiguni").get("/login");
  for (const name of ["contractId", "userId", "pin"]) assert.match(text, new RegExp(`name="${name}"`));
  assert.doesNotMatch(text, /name="loginId"/);
});

test("the first page leads to the login, and to the top page once logged in", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  assert.equal((await world.browser("daishin").get("/")).location, "/login");
  const visitor = await world.loggedInByPassword("daishin", user);
  assert.equal((await visitor.get("/")).location, "/top");
});

test("the certificate login goes to a new host of the gate each time", async () => {
  const visitor = world.browser("hisui");
  await visitor.get("/login");
  const first = await visitor.post("/login/certificate");
  const second = await visitor.post("/login/certificate");
  assert.equal(first.status, 303);
  assert.match(first.location ?? "", /^https:\/\/[a-z2-7]{32}\.cert\.hisui\.localhost:8444\/$/);
  assert.notEqual(first.location, second.location);
});

test("the policy of the page lets its forms go to its own gate and nowhere else", async () => {
  const { headers } = await world.browser("hisui").get("/login");
  const policy = String(headers["content-security-policy"]);
  assert.match(policy, /form-action 'self' https:\/\/\*\.cert\.hisui\.localhost:8444$/);
  assert.match(policy, /^default-src 'none'; script-src 'self'; /);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe|data:|\*;|connect-src/);
});

test("an empty field is marked, the others keep what was typed, secrets are not sent back", async () => {
  const visitor = world.browser("daishin");
  await visitor.get("/login");
  const typed = `<"'&>😀`;
  const answer = await visitor.post("/login/password", { loginId: typed, loginPassword: "" });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /FORM_INCOMPLETE/);
  assert.match(answer.text, /value="&lt;&quot;&#39;&amp;&gt;😀"/u);
  assert.match(answer.text, /id="field-loginPassword-error"/);
  assert.match(answer.text, /<title>エラー：/);
  assert.equal(visitor.cookies.has("__Host-tegata-session"), false);
});

test("wrong passwords and unknown IDs get the same page", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const refusedPage = async (loginId: string): Promise<string> => {
    const visitor = world.browser("daishin");
    await visitor.get("/login");
    const answer = await visitor.post("/login/password", { loginId, loginPassword: "wrong1234" });
    assert.equal(answer.status, 403);
    return answer.text
      .replaceAll(loginId, "ID")
      .replaceAll(/value="[A-Za-z0-9_-]{86}"/g, "")
      .replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, "");
  };
  const known = await refusedPage(user.loginId ?? "");
  assert.match(known, /CREDENTIAL_REFUSED/);
  assert.equal(known, await refusedPage("nobody99"));
});

test("after a login the browser has new secrets", async () => {
  const user = await world.newUser("daishin", { loginMethod: "password" });
  const visitor = world.browser("daishin");
  await visitor.get("/login");
  const before = visitor.cookies.get("__Host-tegata-browser");
  await visitor.post("/login/password", { loginId: user.loginId ?? "", loginPassword: LOGIN_PASSWORD });
  assert.ok(visitor.cookies.get("__Host-tegata-session"));
  assert.notEqual(visitor.cookies.get("__Host-tegata-browser"), before);
});

test("a contract that has changed to certificates is told so", async () => {
  const user = await world.newUser("akagi", { loginMethod: "certificate" });
  const visitor = world.browser("akagi");
  await visitor.get("/login");
  const answer = await visitor.post("/login/password", {
    loginId: user.loginId ?? "",
    loginPassword: LOGIN_PASSWORD,
  });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /PASSWORD_LOGIN_ENDED/);
});
