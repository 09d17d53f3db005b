import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CertificateWish } from "#test/support/login.ts";
import { LOGIN_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalAnswer, PortalBrowser, PortalWorld } from "#test/support/portal.ts";

const world = await portalWorld();

type Certificate = Awaited<ReturnType<PortalWorld["newCertificate"]>>;

/** Starts a login in a new browser, and comes back from the gate with this certificate. */
const comeBack = async (
  certificate: Certificate | undefined,
): Promise<{ visitor: PortalBrowser; answer: PortalAnswer }> => {
  const visitor = world.browser("hisui");
  await visitor.get("/login");
  const start = await visitor.post("/login/certificate");
  return {
    visitor,
    answer: await visitor.get(await world.passGate(visitor, start.location ?? "", certificate)),
  };
};

const assertRefused = (answer: PortalAnswer, code: string): void => {
  assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
  assert.equal(answer.screen, "TCRT001");
  assert.ok(answer.text.includes(`<code>${code}</code>`), `expected ${code}`);
  assert.match(answer.text, /もう一度証明書を選ぶ/);
};

describe("the page says which refusal it is, and offers to choose again", () => {
  const wishes: readonly (readonly [string, CertificateWish])[] = [
    ["CERTIFICATE_REVOKED", { state: "revoked" }],
    ["CERTIFICATE_SUPERSEDED", { state: "revoked", revocationReason: "superseded" }],
    ["CERTIFICATE_NOT_CONFIRMED", { state: "issued" }],
  ];
  for (const [code, wish] of wishes) {
    test(code, async () => {
      const user = await world.newUser("hisui");
      const { answer } = await comeBack(await world.newCertificate(user.reference, wish));
      assertRefused(answer, code);
    });
  }

  test("CERTIFICATE_EXPIRED", async () => {
    const user = await world.newUser("hisui");
    const notAfter = world.context.clock.now().subtract({ hours: 1 });
    const { answer } = await comeBack(await world.newCertificate(user.reference, { notAfter }));
    assertRefused(answer, "CERTIFICATE_EXPIRED");
  });

  test("NO_CERTIFICATE_PRESENTED: and choosing again really works", async () => {
    const user = await world.newUser("hisui");
    const certificate = await world.newCertificate(user.reference);
    const { visitor, answer } = await comeBack(undefined);
    assertRefused(answer, "NO_CERTIFICATE_PRESENTED");
    const again = await visitor.post("/login/certificate");
    assert.equal(again.status, 303);
    const back = await visitor.get(await world.passGate(visitor, again.location ?? "", certificate));
    assert.match(back.location ?? "", /^\/login\/certificate\/password\?attempt=[0-9a-f]{32}$/);
  });

  test("CERTIFICATE_OF_OTHER_INSTITUTION", async () => {
    const user = await world.newUser("daishin");
    const { answer } = await comeBack(await world.newCertificate(user.reference));
    assertRefused(answer, "CERTIFICATE_OF_OTHER_INSTITUTION");
  });

  test("a ticket that was never given", async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/login");
    assertRefused(await visitor.get("/login/certificate/return?ticket=forged"), "TICKET_INVALID");
    assertRefused(await visitor.get("/login/certificate/return"), "TICKET_INVALID");
  });

  test("a ticket in another browser", async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/login");
    const start = await visitor.post("/login/certificate");
    const way = await world.passGate(visitor, start.location ?? "", undefined);
    const thief = world.browser("hisui");
    await thief.get("/login");
    assertRefused(await thief.get(way), "TICKET_USED_ELSEWHERE");
  });
});

describe("the password after the certificate", () => {
  const awaiting = async () => {
    const user = await world.newUser("hisui");
    const { visitor, answer } = await comeBack(await world.newCertificate(user.reference));
    const page = await visitor.get(answer.location ?? "");
    const attempt = /name="attempt" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    return { user, visitor, page, attempt };
  };

  test("shows whose certificate it is, and logs in", async () => {
    const { visitor, page, attempt } = await awaiting();
    assert.equal(page.screen, "TPWD001");
    assert.match(page.text, /試験 太郎/);
    const done = await visitor.post("/login/certificate/password", { attempt, password: LOGIN_PASSWORD });
    assert.equal(done.location, "/top");
    assert.equal((await visitor.get("/top")).status, 200);
  });

  test("a wrong password may be corrected", async () => {
    const { visitor, attempt } = await awaiting();
    const wrong = await visitor.post("/login/certificate/password", { attempt, password: "wrong1234" });
    assert.equal(wrong.status, 403);
    assert.match(wrong.text, /CREDENTIAL_REFUSED/);
    const done = await visitor.post("/login/certificate/password", { attempt, password: LOGIN_PASSWORD });
    assert.equal(done.location, "/top");
  });

  test("an empty password is marked", async () => {
    const { visitor, attempt } = await awaiting();
    const empty = await visitor.post("/login/certificate/password", { attempt, password: "" });
    assert.equal(empty.status, 400);
    assert.match(empty.text, /id="field-password-error"/);
  });

  test("an attempt of somebody else, or none, is not known", async () => {
    const { attempt } = await awaiting();
    const other = world.browser("hisui");
    await other.get("/login");
    for (const path of [`/login/certificate/password?attempt=${attempt}`, "/login/certificate/password"]) {
      const answer = await other.get(path);
      assert.equal(answer.status, 404);
      assert.match(answer.text, /LOGIN_ATTEMPT_UNKNOWN/);
    }
  });

  test("an attempt that took too long is over", async () => {
    const { visitor, attempt } = await awaiting();
    world.context.clock.advance({ minutes: 20 });
    const late = await visitor.post("/login/certificate/password", { attempt, password: LOGIN_PASSWORD });
    assert.ok(late.status >= 400);
    assert.match(late.text, /LOGIN_ATTEMPT_EXPIRED/);
    assert.equal(visitor.cookies.has("__Host-tegata-session"), false);
  });
});
