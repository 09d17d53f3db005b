import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { findUser } from "#domain/user/users.ts";
import { appShows, contractOneTimePasswords } from "#test/support/one-time-passwords.ts";
import { startTestSystem, type TestSystem } from "#test/support/system.ts";
import type { DemonstrationUser } from "../../src/demo/file.ts";
import { chromiumDatabase, userDirectories } from "../../apps/issuer/key-stores/nss/locate.ts";
import { openBrowser, type TestBrowser } from "./support/browser.ts";
import { toolPath } from "./support/debian-tools.ts";
import { choose, fill, press, sees, visibleText } from "./support/page.ts";

/** Acquisition without the issuing application, in real Chromium, from the page to the first login at the gate. */

const INSTITUTION = "akagi";
const DEVICE = "Linux（Chrome・Chromium）";

const userOf = (system: TestSystem): DemonstrationUser => {
  const found = system.users(INSTITUTION).findLast((user) => user["role"] === "user");
  assert.ok(found, "the demonstration has a user");
  return found;
};

const known = (user: DemonstrationUser, field: string): string => {
  const value = user[field];
  assert.ok(value, `the demonstration's user has ${field}`);
  return value;
};

const portalOf = (system: TestSystem, institution: string): string => {
  const address = system.addresses.portal[institution];
  assert.ok(address);
  return address;
};

const stateOf = (system: TestSystem, user: DemonstrationUser) =>
  system.context.database.inInstitution("9003", (tx) =>
    tx
      .selectFrom("certificate")
      .select(["state", "confirmation_method", "key_store_kind", "device_name", "end_cause"])
      .where("user_id", "=", known(user, "userId"))
      .orderBy("prepared_at", "desc")
      .executeTakeFirst(),
  );

const countOf = (system: TestSystem, user: DemonstrationUser): Promise<number> =>
  system.context.database.inInstitution("9003", async (tx) => {
    const found = await tx
      .selectFrom("certificate")
      .select("serial")
      .where("user_id", "=", known(user, "userId"))
      .execute();
    return found.length;
  });

/** Where the browser's downloads go, and the one that was made. */
const downloadsOf = async (browser: TestBrowser): Promise<() => Promise<string>> => {
  const folder = join(browser.home, "downloads");
  const session = await browser.page.createCDPSession();
  await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  return async () => {
    const end = performance.now() + 15_000;
    while (performance.now() < end) {
      try {
        const name = readdirSync(folder).find((file) => !file.endsWith(".crdownload"));
        if (name !== undefined && statSync(join(folder, name)).size > 0) return join(folder, name);
      } catch {
        // The folder is made by the first download.
      }
      await wait(100);
    }
    throw new Error("nothing was downloaded");
  };
};

/** From the acquisition page to the certificate, as a person does it. */
const acquireInPage = async (system: TestSystem, browser: TestBrowser, user: DemonstrationUser) => {
  const { page } = browser;
  await page.goto(`${portalOf(system, INSTITUTION)}/certificate/acquire`);
  await press(page, "ブラウザで取得する");
  await sees(page, "電子証明書を使う機器を選んでください");
  await choose(page, DEVICE);
  await press(page, "次へ");
  await sees(page, "ご本人であることを確認します");
  await fill(page, "ログインID", known(user, "loginId"));
  await fill(page, "ログインパスワード", "wrong111");
  await press(page, "認証");
  await sees(page, "CREDENTIAL_REFUSED");
  const kept = await page.evaluate<[], () => string>(`document.querySelector("#proof-loginPassword").value`);
  assert.equal(kept, "", "a refused secret does not stay in the form");
  await fill(page, "ログインパスワード", known(user, "loginPassword"));
  await press(page, "認証");
  await sees(page, "電子証明書を発行します");
  await press(page, "電子証明書を発行する");
  await sees(page, "電子証明書を発行しました");
  const passphrase = await page.evaluate<[], () => string>(
    `document.querySelector("#passphrase").textContent`,
  );
  assert.match(passphrase, /^(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
  return passphrase;
};

const start = async (t: TestContext) => {
  const system = await startTestSystem(t);
  const browser = await openBrowser(t, "chromium", { serverCaFile: system.serverCaFile });
  return { system, browser, user: userOf(system) };
};

test(
  "acquired in the page, imported by hand, confirmed by the first login",
  { timeout: 300_000 },
  async (t) => {
    const { system, browser, user } = await start(t);
    const { page } = browser;
    const sent: string[] = [];
    page.on("request", (request) => {
      sent.push(request.postData() ?? "");
    });
    const downloaded = await downloadsOf(browser);
    const passphrase = await acquireInPage(system, browser, user);
    const waiting = await stateOf(system, user);
    assert.deepEqual(waiting, {
      state: "issued",
      confirmation_method: "handshake",
      key_store_kind: "browser-pkcs12",
      device_name: "Linux",
      end_cause: null,
    });

    await press(page, "ファイルを保存する");
    await sees(page, "保存しました");
    const file = await downloaded();
    assert.equal(file.split("/").at(-1), `akagi-${known(user, "loginId")}.p12`);
    execFileSync(
      toolPath("pk12util"),
      [
        "-i",
        file,
        "-d",
        `sql:${chromiumDatabase(userDirectories({}, browser.home))}`,
        "-W",
        passphrase,
        "-K",
        "",
      ],
      {
        stdio: "pipe",
      },
    );

    await press(page, "電子証明書でログイン");
    await browser.answerCertificateDialog("ok");
    await fill(page, "ログインパスワード", known(user, "loginPassword"));
    await press(page, "ログイン");
    await sees(page, "トップページ");
    assert.equal((await stateOf(system, user))?.state, "active");
    // Neither the private key nor the passphrase was ever sent.
    assert.ok(sent.some((body) => body.includes("pkcs10")));
    assert.ok(sent.every((body) => !body.includes(passphrase)));
    await page.goto(`${portalOf(system, INSTITUTION)}/certificates`);
    await sees(page, "複製できます");
  },
);

/** Lets the next request of this path arrive, and its answer get lost. */
const loseAnswer = async ({ page }: TestBrowser, path: string): Promise<() => Promise<void>> => {
  const session = await page.createCDPSession();
  session.on("Fetch.requestPaused", ({ requestId, request }) => {
    // Browsers ask first whether they may; that answer arrives.
    if (request.method === "POST")
      void session.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" });
    else void session.send("Fetch.continueRequest", { requestId });
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: `*/${path}`, requestStage: "Response" }] });
  return () => session.detach();
};

test(
  "further proofs are asked in the page, and an answer that was lost is picked up",
  { timeout: 300_000 },
  async (t) => {
    const { system, browser, user } = await start(t);
    const { page } = browser;
    const institution = system.context.institutions.byId(INSTITUTION);
    assert.ok(institution);
    const owner = await findUser(system.context, {
      institutionCode: institution.code,
      contractId: known(user, "contractId"),
      userId: known(user, "userId"),
    });
    assert.ok(owner);
    await contractOneTimePasswords(system.context, institution, owner);

    await page.goto(`${portalOf(system, INSTITUTION)}/certificate/acquire/in-browser`);
    await choose(page, DEVICE);
    await press(page, "次へ");
    await fill(page, "ログインID", known(user, "loginId"));
    await fill(page, "ログインパスワード", known(user, "loginPassword"));
    await press(page, "認証");
    await sees(page, "otpauth:");
    const key = /([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})/.exec(await visibleText(page))?.[1];
    assert.ok(key, "the page shows the new token's key");
    await fill(page, "ワンタイムパスワード", appShows(key, system.clock.now()));
    await press(page, "認証");
    await sees(page, "電子証明書を発行します");

    const findAgain = await loseAnswer(browser, "request");
    await press(page, "電子証明書を発行する");
    await sees(page, "BROWSER_CANNOT_REACH");
    await findAgain();
    const issued = await stateOf(system, user);
    assert.equal(issued?.state, "issued", "the request had arrived");
    await press(page, "電子証明書を発行する");
    await sees(page, "電子証明書を発行しました");
    assert.deepEqual(await stateOf(system, user), issued);
    assert.equal(await countOf(system, user), 1, "the same certificate, not another one");
  },
);

test("never used, it undoes itself", { timeout: 300_000 }, async (t) => {
  const { system, browser, user } = await start(t);
  await acquireInPage(system, browser, user);
  const { inBrowser } = system.context.institutions.byId(INSTITUTION)?.acquisition ?? {};
  assert.ok(inBrowser);
  system.clock.advance({ seconds: inBrowser.confirmSeconds - 60 });
  await system.runTask("undo-unconfirmed");
  assert.equal((await stateOf(system, user))?.state, "issued", "a minute before the end it still waits");
  system.clock.advance({ seconds: 61 });
  await system.runTask("undo-unconfirmed");
  const { state, end_cause } = (await stateOf(system, user)) ?? {};
  assert.deepEqual({ state, end_cause }, { state: "revoked", end_cause: "unconfirmed" });
});

test("the page is refused where the policy forbids it, and says so", { timeout: 120_000 }, async (t) => {
  const { system, browser } = await start(t);
  const { page } = browser;
  const portal = portalOf(system, "hisui");
  const answer = await page.goto(`${portal}/certificate/acquire/in-browser`);
  assert.equal(answer?.status(), 403);
  await sees(page, "ACQUISITION_IN_BROWSER_FORBIDDEN");
  await page.goto(`${portal}/certificate/acquire`);
  assert.doesNotMatch(await visibleText(page), /ブラウザで取得する/);
});

test(
  "without script the page says what it needs and offers the application",
  { timeout: 120_000 },
  async (t) => {
    const { system, browser } = await start(t);
    const { page } = browser;
    await page.setJavaScriptEnabled(false);
    await page.goto(`${portalOf(system, INSTITUTION)}/certificate/acquire/in-browser`);
    await page.setJavaScriptEnabled(true);
    await sees(page, "スクリプト（JavaScript）を使います");
    assert.doesNotMatch(await visibleText(page), /電子証明書を使う機器を選んでください/);
    await press(page, "アプリケーションで取得する");
    await sees(page, "証明書発行確認");
  },
);
