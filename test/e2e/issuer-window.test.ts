import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test, type TestContext } from "node:test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { portOf } from "#test/support/front.ts";
import { homeFor, keyCount, statesOf } from "#test/support/issuer-pc.ts";
import { environmentOf, issuerProgram } from "#test/support/run-issuer.ts";
import { toolPath } from "./support/debian-tools.ts";

/** The window of the issuing application in real Chromium, against the real registration authority. */

const now = Temporal.Now.instant();
const world = await enrollmentWorld({ start: now.subtract({ hours: 24 * 30 }) });
world.context.clock.set(now);
const { server } = world;
const PATIENCE = { timeout: 30_000 };

let browser: Browser;
before(async () => {
  browser = await puppeteer.launch({
    executablePath: toolPath("chromium"),
    pipe: true,
    args: ["--no-sandbox", "--no-first-run", "--disable-background-networking"],
  });
});
after(() => browser.close());

interface Window {
  readonly home: string;
  readonly child: ChildProcess;
  readonly address: string;
  readonly page: Page;
  readonly ended: Promise<number | null>;
}

const words = ["--server", `https://localhost:${server.port}`, "--server-ca", server.caFile];

const start = (home: string, ...more: string[]): ChildProcess =>
  spawn(issuerProgram, ["window", "--print-address", "--language", "ja", ...words, ...more], {
    env: environmentOf(home),
    stdio: ["ignore", "pipe", "inherit"],
  });

/** Starts the application and opens its window in a fresh browser context. */
const openWindow = async (t: TestContext, ...more: string[]): Promise<Window> => {
  const home = homeFor(t);
  const child = start(home, "--institution", "hisui", ...more);
  t.after(() => child.kill("SIGKILL"));
  const ended = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  assert.ok(child.stdout !== null);
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), "line");
  const address = String(line);
  const context = await browser.createBrowserContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector(".empty", PATIENCE);
  return { home, child, address, page, ended };
};

const idOf = (page: Page): Promise<string> =>
  page.$eval(".screen-id", (element) => element.textContent?.trim() ?? "");

const answer = async (page: Page, loginId: string, password: string): Promise<void> => {
  await page.waitForSelector("#field-loginId", PATIENCE);
  await page.type("#field-loginId", loginId);
  await page.type("#field-loginPassword", password);
  await page.keyboard.press("Enter");
};

test("issue after a wrong password, see it in the list, delete it in two steps, and close", async (t) => {
  const { home, page, ended } = await openWindow(t);
  const user = await world.newUser("hisui");
  assert.equal(await idOf(page), "画面 CCHK001");
  await page.click("form[action$='issue'] button");
  await answer(page, user.loginId ?? "", "wrongPw99");
  await page.waitForSelector("[role='alert']", PATIENCE);
  assert.match(
    await page.$eval("[role='alert']", (element) => element.textContent ?? ""),
    /CREDENTIAL_REFUSED/,
  );
  assert.equal(await idOf(page), "画面 CCHK002");
  await answer(page, user.loginId ?? "", LOGIN_SECRET);
  await page.waitForSelector(".banner-success", PATIENCE);
  assert.equal(await idOf(page), "画面 CCHK007");
  assert.deepEqual(await statesOf(world, user), ["active"]);
  assert.equal(keyCount(home), 1);

  await page.click("form[action$='back'] button");
  await page.waitForSelector("tbody tr", PATIENCE);
  const row = await page.$eval("tbody tr", (element) => element.textContent ?? "");
  assert.match(row, new RegExp(`${user.loginId}.+root.+残り36[56]日有効証明書更新`));

  const base = page.url();
  const serial = await page.$eval("form[action$='renew'] input[name='serial']", (input) =>
    input.getAttribute("value"),
  );
  await page.goto(`${base}delete?serial=${serial}`);
  assert.equal(await idOf(page), "画面 TCHK004");
  assert.equal(keyCount(home), 1, "the first step deletes nothing");
  await page.click("form[action$='delete'] button");
  await page.waitForSelector(".empty", PATIENCE);
  assert.equal(keyCount(home), 0);

  await page.close();
  assert.equal(await ended, 0, "the program ends when its window closes");
});

test("stopped at the question: nothing is left, and the list is shown again", async (t) => {
  const { home, page } = await openWindow(t);
  await page.click("form[action$='issue'] button");
  await page.waitForSelector("#field-loginId", PATIENCE);
  await page.click("form[action$='stop'] button");
  await page.waitForSelector("form[action$='issue'] button", PATIENCE);
  assert.equal(await idOf(page), "画面 CCHK001");
  assert.equal(keyCount(home), 0);
});

test("the server's refusal ends with code, cause, action, support ID and the log's place", async (t) => {
  const { home, page } = await openWindow(t);
  const user = await world.newUser("hisui");
  for (const expected of [".banner-success", ".banner-error"]) {
    await page.waitForSelector("form[action$='issue'] button", PATIENCE);
    await page.click("form[action$='issue'] button");
    await answer(page, user.loginId ?? "", LOGIN_SECRET);
    await page.waitForSelector(expected, PATIENCE);
    if (expected === ".banner-success") await page.click("form[action$='back'] button");
  }
  const text = await page.$eval("main", (element) => element.textContent ?? "");
  assert.match(text, /ALREADY_HAS_CERTIFICATE/);
  assert.match(text, /お問い合わせ番号[0-9A-Z]{5}-[0-9A-Z]{5}/);
  const log = readFileSync(join(home, ".local/state/tegata-issuer/issuer.log"), "utf8");
  assert.match(log, /ALREADY_HAS_CERTIFICATE/);
  assert.doesNotMatch(log, new RegExp(LOGIN_SECRET));
});

test("examination finds nothing wrong; its report holds no secret", async (t) => {
  const { page } = await openWindow(t);
  await page.click(".site-footer a");
  await page.waitForSelector("#report", PATIENCE);
  assert.match(
    await page.$eval(".banner-success", (element) => element.textContent ?? ""),
    /問題は見つかりません/,
  );
  assert.match(await page.$eval("#report", (element) => element.textContent ?? ""), /trust \| good/);
});

const statusOf = (port: number, path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Promise<number>((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });

test("nobody else on the machine can drive it", async (t) => {
  const { home, address, page } = await openWindow(t);
  const { port: text, pathname, search } = new URL(address);
  const port = Number(text);
  const { pathname: base } = new URL(page.url());
  assert.equal(await statusOf(port, `${pathname}${search}`), 403, "the launch address was used");
  assert.equal(await statusOf(port, base), 403, "without the cookie");
  assert.equal(await statusOf(port, "/"), 403);
  // A page of another site, in the very browser that holds the cookie: by address and by a name rebound to it.
  const [cookie] = await page.cookies();
  assert.ok(cookie !== undefined && cookie.httpOnly && cookie.path === base);
  const withCookie = { cookie: `${cookie.name}=${cookie.value}` };
  assert.equal(await statusOf(port, base, withCookie), 200);
  assert.equal(await statusOf(port, base, { ...withCookie, host: `evil.example:${port}` }), 403);
  assert.equal(await statusOf(port, `${base}issue`, withCookie, "POST"), 403, "no Origin");
  assert.equal(
    await statusOf(port, `${base}issue`, { ...withCookie, origin: "https://evil.example" }, "POST"),
    403,
  );
  const site = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>"));
  site.listen(0, "127.0.0.1");
  t.after(() => site.close());
  await once(site, "listening");
  const stranger = await page.browserContext().newPage();
  await stranger.goto(`http://127.0.0.1:${portOf(site)}/`);
  const drive = await stranger.evaluate(
    (target) =>
      fetch(target, { method: "POST", mode: "no-cors", credentials: "include" }).then(
        () => "answered",
        () => "blocked",
      ),
    `http://127.0.0.1:${port}${base}issue`,
  );
  assert.equal(drive, "blocked", "sent without the cookie, and its answer kept from the page");
  assert.equal(await idOf(page), "画面 CCHK001", "and nothing happened");
  const file = statSync(join(home, ".local/state/tegata-issuer/window.json"));
  assert.equal(file.mode & 0o777, 0o600);
});

test("a second start hands its link over and ends; a link to another server is refused", async (t) => {
  const { home, page } = await openWindow(t);
  const link = (institution: string, origin: string): string =>
    `tegata-issuer://issue?institution=${institution}&server=${encodeURIComponent(origin)}`;
  const hand = async (text: string): Promise<void> => {
    const second = start(home, text);
    t.after(() => second.kill("SIGKILL"));
    const [code]: unknown[] = await once(second, "exit");
    assert.equal(code, 0);
  };
  await hand(link("akagi", `https://localhost:${server.port}`));
  await page.waitForSelector("input[name='place'][value$=' akagi']", PATIENCE);
  await hand(link("akagi", "https://evil.example"));
  await page.waitForSelector(".banner-error", PATIENCE);
  assert.match(await page.$eval("main", (element) => element.textContent ?? ""), /LINK_NOT_ALLOWED/);
});
