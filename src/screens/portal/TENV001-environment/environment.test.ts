import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { portalWorld } from "#test/support/portal.ts";
import { judgeBrowser, readUserAgent } from "./user-agent.ts";

const world = await portalWorld();

describe("what a browser says of itself", () => {
  const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
  const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  for (const [field, name, version, system, verdict] of [
    [`${windows} ${webkit} Chrome/143.0.0.0 Safari/537.36`, "chrome", 143, "windows", "supported"],
    [
      `${windows} ${webkit} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0`,
      "edge",
      143,
      "windows",
      "supported",
    ],
    [`${windows} ${webkit} Chrome/90.0.0.0 Safari/537.36`, "chrome", 90, "windows", "tooOld"],
    [
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "firefox",
      140,
      "linux",
      "supported",
    ],
    [
      `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
      "safari",
      18,
      "macos",
      "supported",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
      "internetExplorer",
      11,
      "windows",
      "otherBrowser",
    ],
    [
      `Mozilla/5.0 (Windows NT 6.1) ${webkit} Chrome/109.0.0.0 Safari/537.36`,
      "chrome",
      109,
      "oldWindows",
      "otherSystem",
    ],
    [
      `${windows} ${webkit} Chrome/143.0.0.0 Safari/537.36 OPR/120.0.0.0`,
      "other",
      120,
      "windows",
      "otherBrowser",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
      "safari",
      undefined,
      "phone",
      "otherSystem",
    ],
    ["curl/8.5.0", "other", undefined, "other", "otherSystem"],
    [undefined, "other", undefined, "other", "otherSystem"],
  ] as const)
    test(field ?? "nothing", () => {
      const browser = readUserAgent(field);
      assert.equal(browser.system, system);
      assert.equal(judgeBrowser(browser), verdict);
      assert.equal(browser.name === "safari" && system === "phone" ? undefined : browser.version, version);
      assert.equal(system === "phone" ? "safari" : browser.name, name);
    });

  test("a field of any length is read in no time", () => {
    const begin = process.cpuUsage();
    readUserAgent(`Mozilla/5.0 ${"Version/".repeat(100_000)}`);
    assert.ok(process.cpuUsage(begin).user < 200_000, "microseconds");
  });
});

describe("ご利用環境", () => {
  test("says what the server sees, and shows nothing that was sent as markup", async () => {
    const visitor = world.browser("hisui");
    visitor.headers["user-agent"] = "<script>alert(1)</script> Firefox/140.0 (X11; Linux x86_64)";
    visitor.headers["accept-language"] = "ja,<b>x</b>;q=0.5, en-US;q=0.3";
    const page = await visitor.get("/environment");
    assert.equal(page.screen, "TENV001");
    assert.match(page.text, /Mozilla Firefox 140は、ご利用いただける/);
    assert.match(page.text, /ブラウザの設定: ja、en-US。/);
    assert.doesNotMatch(page.text, /<b>x|alert/);
    assert.match(page.text, /はじめてのご訪問/, "whether cookies are taken is not known yet");
    assert.match((await visitor.get("/environment")).text, /受け付けています。/);
    visitor.cookies.clear();
    assert.match((await visitor.get("/environment?again=1")).text, /受け付けていません。/);
  });

  test("is linked from the login page", async () => {
    assert.match((await world.browser("hisui").get("/login")).text, /href="\/environment"/);
  });
});

describe("the test of the certificate", () => {
  const begin = async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/environment");
    const start = await visitor.post("/environment/certificate");
    return { visitor, gate: start.location ?? "" };
  };

  test("goes to the gate under a fresh name, and says that the certificate works without logging in", async () => {
    const user = await world.newUser("hisui", { role: "master" });
    const certificate = await world.newCertificate(user.reference);
    const { visitor, gate } = await begin();
    assert.match(gate, /^https:\/\/[a-z2-7]{32}\.cert\.hisui\.localhost:8444\/$/);
    const back = await visitor.get(await world.passGate(visitor, gate, certificate));
    assert.match(back.location ?? "", /^\/environment\/certificate\?attempt=[0-9a-f]{32}$/);
    const result = await visitor.get(back.location ?? "");
    assert.equal(result.screen, "TENV002");
    assert.match(result.text, /電子証明書を確認できました/);
    assert.equal((await visitor.get("/top")).location, "/login", "nobody was logged in");
    assert.equal((await visitor.get(back.location ?? "")).status, 200, "the page can be loaded again");
  });

  test("logs nobody in, whatever is asked with its ticket and its attempt", async () => {
    const user = await world.newUser("hisui", { role: "master" });
    const certificate = await world.newCertificate(user.reference);
    const { visitor, gate } = await begin();
    const back = await visitor.get(await world.passGate(visitor, gate, certificate));
    const attempt = /attempt=(.*)$/.exec(back.location ?? "")?.[1] ?? "";
    const asked = await visitor.get(`/login/certificate/password?attempt=${attempt}`);
    assert.match(asked.text, /LOGIN_ATTEMPT_UNKNOWN/);
    const tried = await visitor.post("/login/certificate/password", { attempt, password: "kazahana47" });
    assert.match(tried.text, /LOGIN_ATTEMPT_UNKNOWN/);
    assert.equal((await visitor.get("/top")).location, "/login");
  });

  test("names the causes where no certificate came, and the reason where one is of no use", async () => {
    const none = await begin();
    const nothing = await none.visitor.get(
      (await none.visitor.get(await world.passGate(none.visitor, none.gate, undefined))).location ?? "",
    );
    assert.equal(nothing.status, 403);
    assert.match(nothing.text, /NO_CERTIFICATE_PRESENTED/);
    assert.match(nothing.text, /別の利用者（OSのアカウント）/);
    const user = await world.newUser("hisui");
    const revoked = await world.newCertificate(user.reference, { state: "revoked" });
    const old = await begin();
    const refused = await old.visitor.get(
      (await old.visitor.get(await world.passGate(old.visitor, old.gate, revoked))).location ?? "",
    );
    assert.match(refused.text, /CERTIFICATE_REVOKED/);
    assert.doesNotMatch(refused.text, new RegExp(user.userName));
  });

  test("is told to the browser that made it alone, and not for ever", async () => {
    const { visitor, gate } = await begin();
    const back = await visitor.get(await world.passGate(visitor, gate, undefined));
    const address = back.location ?? "";
    const other = world.browser("hisui");
    await other.get("/environment");
    assert.equal((await other.get(address)).status, 410);
    assert.equal((await visitor.get("/environment/certificate?attempt=x")).status, 410);
    assert.equal((await visitor.get("/environment/certificate")).status, 410);
    world.context.clock.set(world.context.clock.now().add({ hours: 1 }));
    assert.equal((await visitor.get(address)).status, 410);
  });

  test("a login's attempt is no test", async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/login");
    const start = await visitor.post("/login/certificate");
    const user = await world.newUser("hisui", { role: "master" });
    const certificate = await world.newCertificate(user.reference);
    const back = await visitor.get(await world.passGate(visitor, start.location ?? "", certificate));
    const attempt = /attempt=(.*)$/.exec(back.location ?? "")?.[1] ?? "";
    assert.equal((await visitor.get(`/environment/certificate?attempt=${attempt}`)).status, 410);
  });
});
