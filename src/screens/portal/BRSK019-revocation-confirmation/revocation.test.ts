import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();

const revokePath = (user: User): string =>
  `/administration/users/certificates/${user.reference.userId}/revoke`;

/** A contract with an actor who is logged in by certificate, and a user with a certificate. */
const contractOf = async (id: string, role: "master" | "administrator" | "user" = "master") => {
  const actor = await world.newUser(id, { role });
  const { contractId } = actor.reference;
  const user = await world.newUser(id, { contractId });
  const [own, certificate] = await Promise.all([
    world.newCertificate(actor.reference),
    world.newCertificate(user.reference),
  ]);
  return { actor, user, own, certificate, visitor: await world.loggedIn(id, actor, own) };
};

const fill = (serial: string) => ({ serial, reason: "keyCompromise", secret: CONFIRMATION_PASSWORD });

describe("管理 → 利用者管理 → 証明書失効", () => {
  test("the way there, the confirmation, the result, and the refused login afterwards", async () => {
    const { visitor, user, certificate } = await contractOf("hisui");
    assert.equal((await visitor.get("/administration")).screen, "BSSK001");
    assert.match(
      (await visitor.get("/administration/users")).text,
      /href="\/administration\/users\/certificates"/,
    );
    const list = await visitor.get("/administration/users/certificates");
    assert.equal(list.screen, "BRSK018");
    assert.ok(list.text.includes(`href="${revokePath(user)}"`));
    const confirmation = await visitor.get(revokePath(user));
    assert.equal(confirmation.screen, "BRSK019");
    for (const shown of [user.loginId ?? "", "試験 太郎", "発行済み", "時", "確認用パスワード", "実行"]) {
      assert.ok(confirmation.text.includes(shown), shown);
    }
    const result = await visitor.post(revokePath(user), fill(certificate.serial));
    assert.equal(result.status, 200);
    assert.equal(result.screen, "TRSK001");
    assert.match(result.text, /失効済み/);
    assert.match((await visitor.get("/administration/users/certificates")).text, /失効済み/);

    const other = world.browser("hisui");
    await other.get("/login");
    const start = await other.post("/login/certificate");
    const back = await other.get(await world.passGate(other, start.location ?? "", certificate));
    assert.match(back.text, /CERTIFICATE_REVOKED/);
  });

  test("nothing happens without the right confirmation password, a reason, or for another certificate", async () => {
    const { visitor, user, certificate } = await contractOf("hisui");
    await visitor.get(revokePath(user));
    const complete = fill(certificate.serial);
    const cases = [
      [{ ...complete, secret: LOGIN_PASSWORD }, /CREDENTIAL_REFUSED/, 403],
      [{ ...complete, secret: "" }, /id="field-secret-error"/, 400],
      [{ ...complete, reason: "superseded" }, /id="reason-error"/, 400],
      [{ ...complete, serial: "0".repeat(32) }, /PAGE_OUT_OF_DATE/, 403],
    ] as const;
    for (const [fields, expected, status] of cases) {
      const answer = await visitor.post(revokePath(user), fields);
      assert.match(answer.text, expected);
      assert.equal(answer.status, status);
    }
    assert.match((await visitor.get(revokePath(user))).text, /発行済み/);
  });

  test("a certificate on its way can be stopped as well", async () => {
    const { visitor, actor } = await contractOf("hisui");
    const late = await world.newUser("hisui", { contractId: actor.reference.contractId });
    const pending = await world.newCertificate(late.reference, { state: "issued" });
    assert.match((await visitor.get(revokePath(late))).text, /発行処理中/);
    assert.equal((await visitor.post(revokePath(late), fill(pending.serial))).status, 200);
  });

  test("whoever has nothing to revoke, or is in another contract, or does not exist, looks the same", async () => {
    const { visitor, actor } = await contractOf("hisui");
    const bare = await world.newUser("hisui", { contractId: actor.reference.contractId });
    const stranger = await world.newUser("hisui");
    await world.newCertificate(stranger.reference);
    for (const path of [
      revokePath(bare),
      revokePath(stranger),
      "/administration/users/certificates/nobody/revoke",
    ]) {
      const answer = await visitor.get(path);
      assert.equal(answer.status, 404);
      assert.match(answer.text, /NO_CERTIFICATE_TO_REVOKE/);
    }
  });

  test("revoking oneself ends the session and leaves only [閉じる]", async () => {
    const { visitor, actor, own } = await contractOf("hisui");
    assert.match((await visitor.get(revokePath(actor))).text, /ご自身の電子証明書です/);
    const result = await visitor.post(revokePath(actor), fill(own.serial));
    assert.equal(result.status, 200);
    assert.match(result.text, /閉じる/);
    assert.doesNotMatch(result.text, /ユーザ一覧へ戻る|ログアウト<|session-bar/);
    assert.equal((await visitor.get("/top")).location, "/login");
  });
});

describe("who may revoke is the institution's rule (A3)", () => {
  const cases = [
    ["hisui", "master", "may"],
    ["hisui", "administrator", "may"],
    ["hisui", "user", "ACTION_NOT_PERMITTED"],
    ["akagi", "master", "may"],
    ["akagi", "administrator", "ACTION_NOT_PERMITTED"],
    ["yukiguni", "administrator", "REVOCATION_ONLY_BY_INSTITUTION"],
    ["yukiguni", "user", "ACTION_NOT_PERMITTED"],
    ["minato", "administrator", "may"],
  ] as const;
  for (const [id, role, expected] of cases) {
    test(`${id} ${role}: ${expected}`, async () => {
      const { visitor, user, certificate } = await contractOf(id, role);
      const list = await visitor.get("/administration/users/certificates");
      const attempt = await visitor.post(revokePath(user), fill(certificate.serial));
      if (expected === "may") {
        assert.equal(list.status, 200);
        assert.equal(attempt.status, 200);
      } else {
        assert.equal(list.status, 403);
        assert.equal(attempt.status, 403);
        assert.ok(list.text.includes(expected));
        assert.ok(attempt.text.includes(expected));
      }
    });
  }

  test("where the institution revokes, BRSK001 says so instead of offering it", async () => {
    const { visitor } = await contractOf("yukiguni", "administrator");
    const answer = await visitor.get("/administration/users");
    assert.equal(answer.screen, "BRSK001");
    assert.doesNotMatch(answer.text, /href="\/administration\/users\/certificates"/);
    assert.match(answer.text, /窓口/);
  });

  test("one's own certificate where that takes the institution", async () => {
    const { visitor, actor, own } = await contractOf("akagi");
    assert.match((await visitor.get("/administration/users/certificates")).text, /窓口での手続き/);
    const answer = await visitor.post(revokePath(actor), fill(own.serial));
    assert.equal(answer.status, 403);
    assert.match(answer.text, /OWN_REVOCATION_ONLY_BY_INSTITUTION/);
  });

  test("a user has no menu for it, and is refused the pages", async () => {
    const { visitor } = await contractOf("hisui", "user");
    assert.doesNotMatch((await visitor.get("/top")).text, /href="\/administration"/);
    const answer = await visitor.get("/administration");
    assert.equal(answer.status, 403);
    assert.match(answer.text, /ACTION_NOT_PERMITTED/);
  });
});
