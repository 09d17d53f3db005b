import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld, type PortalAnswer, type PortalBrowser } from "#test/support/portal.ts";
import {
  contractTransactionAuthentication,
  otherNumber,
  registerPhone,
  startedPhone,
} from "#test/support/transaction-tokens.ts";
import { pastedText } from "#shared/transaction-token.ts";

const world = await portalWorld();
const { context } = world;
const institution = world.institution("akagi");
const own = "/settings/transaction-authentication";
const tokens = "/administration/users/transaction-tokens";
const secret = CONFIRMATION_PASSWORD;

const loggedIn = async (user: User): Promise<PortalBrowser> =>
  world.loggedIn("akagi", user, await world.newCertificate(user.reference));

const contracted = async (): Promise<[master: User, administrator: User, user: User]> => {
  const master = await world.newUser("akagi", { role: "master" });
  const { contractId } = master.reference;
  const administrator = await world.newUser("akagi", { role: "administrator", contractId });
  const user = await world.newUser("akagi", { role: "user", contractId });
  await contractTransactionAuthentication(context, institution, master);
  return [master, administrator, user];
};

/** The text beside a code. */
const codeIn = ({ text }: PortalAnswer): string => {
  const escaped = /<pre class="command" tabindex="0">([^<]*)<\/pre>/.exec(text)?.[1];
  assert.ok(escaped !== undefined, text);
  const plain = escaped.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return pastedText(plain);
};

test("without the contract there is nothing; with it a token is registered, by the confirmation password", async () => {
  const stranger = await loggedIn(await world.newUser("akagi"));
  assert.ok(!(await stranger.get("/settings")).text.includes(own));
  assert.equal((await stranger.get(own)).status, 403);
  assert.equal((await stranger.post(`${own}/start`, { choice: "own", secret })).status, 403);

  const [, , user] = await contracted();
  const browser = await loggedIn(user);
  assert.ok((await browser.get("/settings")).text.includes(own));
  assert.equal((await browser.get(own)).screen, "TTXA001");
  assert.equal((await browser.get(`${own}/register`)).location, `${own}/start`);
  assert.equal((await browser.post(`${own}/start`, { choice: "own" })).status, 400);
  const wrong = await browser.post(`${own}/start`, { choice: "own", secret: "wrong1234" });
  assert.match(wrong.text, /CREDENTIAL_REFUSED/);
  const early = await browser.post(`${own}/register`, { kind: "own", transactionNumber: "12345678" });
  assert.equal(early.screen, "BLGI023", "no code without the confirmation password");
  const code = await browser.post(`${own}/start`, { choice: "own", secret });
  assert.equal(code.screen, "BLGI021");
  const phone = await registerPhone(context, institution, codeIn(code));
  const number = await phone.shows(phone.firstChallenge);
  const give = (transactionNumber: string) =>
    browser.post(`${own}/register`, { kind: "own", transactionNumber });
  assert.match((await give(otherNumber(number))).text, /TXA_REFUSED/);
  assert.equal((await give("")).status, 400);
  const done = await give(number);
  assert.equal(done.screen, "TTXA002");
  assert.ok(done.text.includes(phone.serial));
  assert.equal((await browser.get(`${own}/start`)).location, own);
});

test("a colleague's token is shared on screen; another contract's is not found", async () => {
  const [master, , user] = await contracted();
  const phone = await startedPhone(context, institution, master);
  const [other] = await contracted();
  const foreign = await startedPhone(context, institution, other);
  const browser = await loggedIn(user);
  assert.match((await browser.get(`${own}/start`)).text, /value="share"/);
  const share = (serial: string) => browser.post(`${own}/start`, { choice: "share", serial, secret });
  assert.equal((await share("")).status, 400);
  assert.match((await share(foreign.serial)).text, /TXA_TOKEN_UNKNOWN/);
  const transactionNumber = await phone.shows(codeIn(await share(phone.serial)));
  const done = await browser.post(`${own}/register`, { kind: "share", transactionNumber });
  assert.equal(done.screen, "TTXA002");
});

test("a token is revoked by an administrator with another one, who approves it by their own (B1)", async () => {
  const [master, administrator, user] = await contracted();
  const phone = await startedPhone(context, institution, user);
  const path = `${tokens}/${phone.serial}`;
  const plain = await loggedIn(user);
  assert.equal((await plain.get(tokens)).status, 403);
  const tokenless = await loggedIn(administrator);
  assert.match((await tokenless.get(path)).text, /TXA_NOT_STARTED/);
  const masterPhone = await startedPhone(context, institution, master);
  const browser = await loggedIn(master);
  assert.ok((await browser.get(tokens)).text.includes(phone.serial));
  assert.match((await browser.get(`${tokens}/${masterPhone.serial}`)).text, /TXA_SAME_TOKEN/);
  assert.match((await browser.get(`${tokens}/AAAA-AAAA`)).text, /TXA_TOKEN_UNKNOWN/);
  const asked = await browser.get(path);
  const code = codeIn(asked);
  assert.ok(code.includes(phone.serial), "the token shows which one is revoked");
  const number = await masterPhone.shows(code);
  const revoke = (transactionNumber: string, password = secret) =>
    browser.post(path, { transactionNumber, secret: password });
  assert.equal((await revoke("")).status, 400);
  assert.match((await revoke(number, "wrong1234")).text, /CREDENTIAL_REFUSED/);
  assert.match((await revoke(otherNumber(number))).text, /TXA_REFUSED/);
  assert.match((await revoke(await phone.shows(code))).text, /TXA_REFUSED/);
  assert.equal((await revoke(number)).screen, "TTXA006");
  assert.match((await revoke(number)).text, /TXA_TOKEN_UNKNOWN/);
  assert.equal((await plain.get("/settings/transaction-authentication")).screen, "TTXA001");
});

test("the app's files: their own policy, no cookie, the camera here alone; devices of this installation only", async () => {
  const browser = world.browser("akagi");
  const page = await browser.get("/token/");
  assert.equal(page.status, 200);
  assert.equal(browser.cookies.size, 0);
  assert.match(String(page.headers["permissions-policy"]), /camera=\(self\)/);
  assert.match(
    String(page.headers["content-security-policy"]),
    /connect-src 'self' https:\/\/\*\.localhost:8443$/,
  );
  assert.match(String((await browser.get("/login")).headers["permissions-policy"]), /camera=\(\)/);
  for (const file of ["manifest.webmanifest", "service-worker.js", "icon-192.png", "icon-512.png"])
    assert.equal((await browser.get(`/token/${file}`)).status, 200, file);
  const manifest: { name: string } = JSON.parse((await browser.get("/token/manifest.webmanifest")).text);
  assert.equal(manifest.name, "赤城山麓信用組合 トランザクション認証トークン");
  const kept = (await browser.get("/token/service-worker.js")).text;
  for (const path of JSON.parse(/^globalThis\.tegataToken=(.*);/.exec(kept)?.[1] ?? "{}").files)
    assert.equal((await browser.get(String(path))).status, 200, String(path));
  const claim = async (origin: string) => {
    browser.headers["origin"] = origin;
    return browser.post("/token/registrations", { offer: "A".repeat(22), key: "A" });
  };
  const known = await claim("https://hisui.localhost:8443");
  assert.equal(known.status, 400);
  assert.equal(JSON.parse(known.text).error.code, "TXA_DEVICE_KEY");
  assert.equal(known.headers["access-control-allow-origin"], "https://hisui.localhost:8443");
  for (const origin of [
    "https://evil.example",
    "http://hisui.localhost:8443",
    "null",
    "https://nobody.localhost:8443",
  ])
    assert.equal((await claim(origin)).headers["access-control-allow-origin"], undefined, origin);
});
