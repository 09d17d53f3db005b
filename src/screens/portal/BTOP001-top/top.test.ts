import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { publishNotice } from "#domain/notice/notices.ts";
import { endSession } from "#domain/login/session.ts";
import { ORIGIN } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const days = (count: number): Temporal.Instant => world.context.clock.now().add({ hours: 24 * count });

const withCertificate = async (id: string, validDays: number) => {
  const user = await world.newUser(id);
  const certificate = await world.newCertificate(user.reference, { notAfter: days(validDays) });
  return { user, certificate, visitor: await world.loggedIn(id, user, certificate) };
};

describe("the top page", () => {
  test("shows expiry to the second with its zone, and the days left", async () => {
    const { visitor } = await withCertificate("hisui", 100);
    const { text, screen } = await visitor.get("/top");
    assert.equal(screen, "BTOP001");
    assert.match(text, /2026年09月09日 09時00分00秒/);
    assert.match(text, /日本標準時/);
    assert.match(text, /あと100日/);
    assert.doesNotMatch(text, /href="\/certificate\/renew"/);
  });

  test("asks for renewal from the first day of the window, and not a day before", async () => {
    assert.doesNotMatch(
      (await (await withCertificate("hisui", 41)).visitor.get("/top")).text,
      /\/certificate\/renew/,
    );
    assert.match(
      (await (await withCertificate("hisui", 40)).visitor.get("/top")).text,
      /\/certificate\/renew/,
    );
    assert.doesNotMatch(
      (await (await withCertificate("minato", 31)).visitor.get("/top")).text,
      /\/certificate\/renew/,
    );
    const { visitor } = await withCertificate("minato", 30);
    await visitor.get("/notices/important");
    await visitor.post("/notices/important");
    const shinkin = await visitor.get("/top");
    assert.equal(shinkin.screen, "TSKS001");
    assert.match(shinkin.text, /電子証明書の更新はこちら/);
  });

  test("shows this login in the history, with where it came from", async () => {
    const { visitor } = await withCertificate("hisui", 100);
    assert.match((await visitor.get("/top")).text, /成功[\s\S]*127\.0\.0\.1/);
  });

  test("shows the institution's own notices only", async () => {
    const notice = (noticeId: string, ja: string) => ({
      noticeId,
      kind: "ordinary" as const,
      title: { ja, en: noticeId },
      body: { ja: "<b>本文</b>", en: "Text" },
      publishedFrom: days(-1),
      publishedUntil: null,
    });
    await world.context.database.inInstitution("9001", (tx) =>
      publishNotice(tx, notice("n1", "休止のお知らせ")),
    );
    await world.context.database.inInstitution("9004", (tx) =>
      publishNotice(tx, notice("n2", "他のお知らせ")),
    );
    const { text } = await (await withCertificate("hisui", 100)).visitor.get("/top");
    assert.match(text, /休止のお知らせ/);
    assert.match(text, /&lt;b&gt;本文/);
    assert.doesNotMatch(text, /他のお知らせ/);
  });

  test("without a certificate it says whether one may be acquired", async () => {
    const user = await world.newUser("daishin", { loginMethod: "password" });
    const visitor = await world.loggedInByPassword("daishin", user);
    const { text } = await visitor.get("/top");
    assert.match(text, /取得|お申込み/);
  });
});

describe("証明書更新選択", () => {
  test("gives the command inside the window only", async () => {
    const open = await (await withCertificate("hisui", 20)).visitor.get("/certificate/renew");
    assert.match(
      open.text,
      /bin\/tegata-issuer renew --institution hisui --server https:\/\/localhost:8446</,
    );
    const closed = await (await withCertificate("hisui", 100)).visitor.get("/certificate/renew");
    assert.doesNotMatch(closed.text, /tegata-issuer/);
    assert.match(closed.text, /まだ更新できません/);
  });
});

describe("the acquisition's progress is told to its owner only", () => {
  test("nobody logged in: nothing", async () => {
    assert.match(
      (await world.browser("hisui").get("/certificate/acquire/progress")).text,
      /発行アプリケーションの表示/,
    );
  });

  test("logged in by password: none, on its way, done", async () => {
    const user = await world.newUser("daishin", { loginMethod: "password" });
    const visitor = await world.loggedInByPassword("daishin", user);
    const progress = async (): Promise<string> => (await visitor.get("/certificate/acquire/progress")).text;
    assert.match(await progress(), /まだ電子証明書は発行されていません/);
    await world.newCertificate(user.reference, { state: "issued" });
    assert.match(await progress(), /インストールの確認を待っています/);
    await world.context.database.inInstitution("9004", (tx) =>
      tx
        .updateTable("certificate")
        .set({ state: "active", confirmed_at: new Date(world.context.clock.now().epochMilliseconds) })
        .where("user_id", "=", user.reference.userId)
        .where("contract_id", "=", user.reference.contractId)
        .execute(),
    );
    assert.match(await progress(), /取得が完了しました/);
    assert.match(
      (await visitor.get("/certificate/acquire/confirm")).text,
      new RegExp(`--login-id ${user.loginId ?? ""}`),
    );
  });
});

describe("the end of a session", () => {
  test("logout ends it in the record: the old cookie opens nothing", async () => {
    const { visitor } = await withCertificate("hisui", 100);
    const cookies = new Map(visitor.cookies);
    await visitor.get("/top");
    assert.equal((await visitor.post("/logout")).location, "/logout");
    assert.equal((await visitor.get("/logout")).screen, "TLGO001");
    assert.equal((await visitor.get("/top")).location, "/login");
    for (const [name, value] of cookies) visitor.cookies.set(name, value);
    assert.equal((await visitor.get("/top")).location, "/login");
  });

  test("idle: says why, and the login works from that page", async () => {
    const { visitor } = await withCertificate("hisui", 100);
    world.context.clock.advance({ seconds: 901 });
    const ended = await visitor.get("/top");
    assert.equal(ended.screen, "TSES001");
    assert.match(ended.text, /SESSION_IDLE/);
    assert.equal(visitor.cookies.has("__Host-tegata-session"), false);
    assert.equal((await visitor.post("/language", { language: "en", path: "/login" })).location, "/login");
  });

  test("ended elsewhere without a reason to tell: the login page", async () => {
    const { visitor } = await withCertificate("hisui", 100);
    await endSession(world.context, {
      institution: world.institution("hisui"),
      token: visitor.cookies.get("__Host-tegata-session") ?? "",
      origin: ORIGIN,
    });
    assert.equal((await visitor.get("/top")).location, "/login");
  });
});
