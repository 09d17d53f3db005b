import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const { code } = world.institution("hisui");

describe("this was not me", () => {
  test("what will happen, the confirmation password, then everything of the ID ends", async () => {
    const user = await world.newUser("hisui");
    const certificate = await world.newCertificate(user.reference);
    const { serial } = certificate;
    const onItsWay = await world.newCertificate(user.reference, { state: "issued" });
    const visitor = await world.loggedIn("hisui", user, certificate);
    const list = await visitor.get("/certificates");
    assert.ok(list.text.includes(`href="/certificates/${serial}/disown"`));
    assert.ok(list.text.includes(`href="/certificates/${onItsWay.serial}/disown"`));

    const path = `/certificates/${onItsWay.serial}/disown`;
    const shown = await visitor.get(path);
    assert.equal(shown.screen, "TDIS001");
    assert.match(shown.text, /このほかに失効する電子証明書: 1件/);
    const empty = await visitor.post(path);
    assert.equal(empty.status, 400);
    assert.match(empty.text, /id="field-secret-error"/);
    assert.match((await visitor.post(path, { secret: "wrong1234" })).text, /CREDENTIAL_REFUSED/);
    assert.equal((await findCertificate(context, code, serial))?.state, "active");

    const done = await visitor.post(path, { secret: CONFIRMATION_PASSWORD });
    assert.equal(done.status, 200);
    assert.equal(done.screen, "TDIS002");
    assert.match(done.text, /ヘルプデスクへお電話ください/);
    assert.equal(visitor.cookies.has("__Host-tegata-session"), false);
    for (const ended of [serial, onItsWay.serial]) {
      const record = await findCertificate(context, code, ended);
      assert.deepEqual([record?.state, record?.revocationReason], ["revoked", "keyCompromise"]);
    }
  });

  test("a certificate that has ended, or is another's, has no such page", async () => {
    const user = await world.newUser("hisui");
    const certificate = await world.newCertificate(user.reference);
    const ended = await world.newCertificate(user.reference, { state: "revoked" });
    const stranger = await world.newUser("hisui");
    const foreign = await world.newCertificate(stranger.reference);
    const visitor = await world.loggedIn("hisui", user, certificate);
    const over = await visitor.get(`/certificates/${ended.serial}/disown`);
    assert.equal(over.status, 409);
    assert.match(over.text, /CERTIFICATE_NOT_DISOWNABLE/);
    for (const serial of [foreign.serial, "nothing"]) {
      const answer = await visitor.post(`/certificates/${serial}/disown`, { secret: CONFIRMATION_PASSWORD });
      assert.equal(answer.status, 404);
      assert.match(answer.text, /CERTIFICATE_NOT_FOUND/);
    }
    assert.equal((await findCertificate(context, code, foreign.serial))?.state, "active");
  });
});
