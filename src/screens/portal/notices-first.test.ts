import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addNotice, endNotice, type Notice } from "#domain/notice/notices.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const staff = { actor: { kind: "staff", name: "test" } } as const;
const days = (count: number): Temporal.Instant => world.context.clock.now().add({ hours: 24 * count });

let notices = 0;
const publish = async (institutionId: string, more: Partial<Notice> = {}): Promise<Notice> => {
  notices += 1;
  const notice: Notice = {
    noticeId: `notice-${notices}`,
    kind: "forced",
    title: { ja: `規定の改定 ${notices}`, en: `Terms ${notices}` },
    body: { ja: "一行目\n<b>二行目</b>", en: "First\nSecond" },
    publishedFrom: days(-1).add({ seconds: notices }),
    publishedUntil: null,
    ...more,
  };
  const added = await addNotice(world.context, world.institution(institutionId).code, notice, staff);
  assert.ok(added.ok);
  return notice;
};
const end = (institutionId: string, { noticeId }: Notice) =>
  endNotice(world.context, world.institution(institutionId).code, noticeId, staff);

const visitorOf = async (institutionId: string, validDays: number) => {
  const user = await world.newUser(institutionId, {
    role: institutionId === "hisui" ? "master" : "administrator",
  });
  const certificate = await world.newCertificate(user.reference, { notAfter: days(validDays) });
  const visit = () => world.loggedIn(institutionId, user, certificate);
  return { user, visit, visitor: await visit() };
};

describe("a forced notice", () => {
  test("comes before everything else until it is confirmed, once and for all", async () => {
    const notice = await publish("hisui");
    const { user, visit, visitor } = await visitorOf("hisui", 200);
    for (const path of [
      "/top",
      "/administration",
      "/certificate/renew",
      "/administration/users",
      "/notices/important",
    ])
      assert.equal((await visitor.get(path)).location, "/notices/forced", path);
    const page = await visitor.get("/notices/forced");
    assert.equal(page.screen, "TNTC002");
    assert.match(page.text, /規定の改定/);
    assert.match(page.text, /<p>一行目<\/p><p>&lt;b&gt;二行目/);
    assert.equal((await visitor.post("/notices/forced", { notice: notice.noticeId })).location, "/top");
    assert.equal((await visitor.get("/top")).screen, "BTOP001");
    assert.equal((await (await visit()).get("/top")).screen, "BTOP001", "not at the next login either");
    const rows = await world.context.database.asOwner<{ facts: unknown }>(
      "select facts from audit_event where event = 'notice.confirmed' and contract_id = $1",
      [user.reference.contractId],
    );
    assert.deepEqual(rows, [{ facts: { noticeId: notice.noticeId } }]);
    await end("hisui", notice);
  });

  test("several come one after another, the oldest first", async () => {
    const [first, second] = [await publish("hisui"), await publish("hisui")];
    const { visitor } = await visitorOf("hisui", 200);
    for (const { noticeId, title } of [first, second]) {
      assert.ok((await visitor.get("/notices/forced")).text.includes(title.ja));
      await visitor.post("/notices/forced", { notice: noticeId });
    }
    assert.equal((await visitor.get("/top")).status, 200);
    for (const notice of [first, second]) await end("hisui", notice);
  });

  test("nothing can be done past it: neither shown nor sent", async () => {
    const notice = await publish("hisui");
    const { visitor } = await visitorOf("hisui", 200);
    await visitor.get("/notices/forced");
    assert.equal((await visitor.post("/notices/important")).location, "/notices/forced");
    assert.equal((await visitor.get("/top")).location, "/notices/forced");
    await end("hisui", notice);
    assert.equal((await visitor.get("/notices/forced")).location, "/top");
    assert.equal((await visitor.get("/top")).status, 200);
  });

  test("one that is not shown is not confirmed: NOTICE_NOT_SHOWN", async () => {
    const notice = await publish("hisui");
    const ordinary = await publish("hisui", { kind: "ordinary" });
    const later = await publish("hisui", { publishedFrom: days(1) });
    const { visitor } = await visitorOf("hisui", 200);
    await visitor.get("/notices/forced");
    for (const noticeId of [ordinary.noticeId, later.noticeId, "no-such-notice", ""]) {
      const refused = await visitor.post("/notices/forced", { notice: noticeId });
      assert.equal(refused.status, 404);
      assert.match(refused.text, /NOTICE_NOT_SHOWN/);
      assert.equal(refused.screen, "TNTC002", "what is to be confirmed is still there");
    }
    for (const one of [notice, ordinary, later]) await end("hisui", one);
  });

  test("another institution's is nobody's business", async () => {
    const notice = await publish("yukiguni");
    const { visitor } = await visitorOf("hisui", 200);
    assert.equal((await visitor.get("/top")).status, 200);
    await end("yukiguni", notice);
  });

  test("one that is published during a session waits for the next login", async () => {
    const { visit, visitor } = await visitorOf("hisui", 200);
    assert.equal((await visitor.get("/top")).status, 200);
    const notice = await publish("hisui");
    assert.equal((await visitor.get("/top")).status, 200);
    assert.equal((await (await visit()).get("/top")).location, "/notices/forced");
    await end("hisui", notice);
  });
});

describe("重要なお知らせ", () => {
  test("in the Shinkin family after login while renewal is open, until 次へ, and again at the next login", async () => {
    const { visit, visitor } = await visitorOf("yukiguni", 30);
    assert.equal((await visitor.get("/top")).location, "/notices/important");
    const page = await visitor.get("/notices/important");
    assert.equal(page.screen, "TNTC001");
    assert.match(page.text, /<a href="\/certificate\/renew">電子証明書の更新はこちら<\/a>/);
    assert.match(page.text, /あと30日/);
    assert.equal((await visitor.get("/certificate/renew")).screen, "TRNW001", "its link leads there");
    assert.equal((await visitor.get("/top")).location, "/notices/important", "reading it is not 次へ");
    await visitor.get("/notices/important");
    assert.equal((await visitor.post("/notices/important")).location, "/top");
    assert.equal((await visitor.get("/top")).screen, "TSKS001");
    assert.equal((await (await visit()).get("/top")).location, "/notices/important");
  });

  test("not a day before renewal opens, and not in the other family", async () => {
    assert.equal((await (await visitorOf("yukiguni", 31)).visitor.get("/top")).screen, "TSKS001");
    const { visitor } = await visitorOf("hisui", 20);
    assert.equal((await visitor.get("/top")).screen, "BTOP001");
    assert.equal((await visitor.get("/notices/important")).location, "/top");
  });

  test("comes after forced notices", async () => {
    const notice = await publish("yukiguni");
    const { visitor } = await visitorOf("yukiguni", 10);
    assert.equal((await visitor.get("/notices/important")).location, "/notices/forced");
    await visitor.get("/notices/forced");
    await visitor.post("/notices/forced", { notice: notice.noticeId });
    assert.equal((await visitor.get("/top")).location, "/notices/important");
    await end("yukiguni", notice);
  });
});
