import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { currentCertificate, findCertificate } from "#domain/certificate/certificates.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";
import { identityOfUser } from "#test/support/replacement.ts";

const world = await portalWorld();
const { context } = world;

const start = async (id: string): Promise<PortalBrowser> => {
  const visitor = world.browser(id);
  const first = await visitor.get("/certificate/replace");
  assert.equal(first.screen, "TRPL001");
  assert.equal((await visitor.post("/certificate/replace")).location, "/certificate/replace/proof");
  return visitor;
};

/** Gives the proofs that the family asks for, to wherever that leads. */
const prove = async (visitor: PortalBrowser, id: string, user: User) => {
  const institution = world.institution(id);
  await visitor.get("/certificate/replace/proof");
  const values = { ask: "identity", ...identityOfUser(institution, user) };
  const answer = await visitor.post("/certificate/replace/proof", values);
  if (answer.location !== "/certificate/replace/proof") return answer;
  const { name } = familyOf(institution).secretFields.confirmation;
  const asked = await visitor.get("/certificate/replace/proof");
  assert.match(asked.text, new RegExp(`name="${name}"`));
  return visitor.post("/certificate/replace/proof", {
    ask: "confirmationSecret",
    [name]: CONFIRMATION_PASSWORD,
  });
};

describe("without being logged in", () => {
  for (const id of ["hisui", "minato"])
    test(`${id}: proofs, what ends, done, on to the new one`, async () => {
      const user = await world.newUser(id);
      const { serial } = await world.newCertificate(user.reference);
      const visitor = await start(id);
      assert.equal((await prove(visitor, id, user)).location, "/certificate/replace/confirm");
      const shown = await visitor.get("/certificate/replace/confirm");
      assert.equal(shown.screen, "TRPL003");
      assert.ok(shown.text.includes(serial.slice(0, 4)));
      assert.equal((await findCertificate(context, world.institution(id).code, serial))?.state, "active");

      const unchosen = await visitor.post("/certificate/replace/confirm", { serial });
      assert.equal(unchosen.status, 400);
      assert.match(unchosen.text, /id="reason-error"/);

      const done = await visitor.post("/certificate/replace/confirm", { serial, reason: "lost" });
      assert.equal(done.location, "/certificate/replace/result");
      const result = await visitor.get("/certificate/replace/result");
      assert.equal(result.screen, "TRPL004");
      assert.match(result.text, /href="\/certificate\/acquire"/);
      const record = await findCertificate(context, world.institution(id).code, serial);
      assert.deepEqual([record?.state, record?.revocationReason], ["revoked", "keyCompromise"]);
      // Sent again, going back, reloading: all lead to the same end.
      const again = await visitor.post("/certificate/replace/confirm", { serial, reason: "lost" });
      assert.equal(again.location, "/certificate/replace/result");
      for (const place of ["proof", "confirm"])
        assert.equal(
          (await visitor.get(`/certificate/replace/${place}`)).location,
          "/certificate/replace/result",
        );
    });

  test("wrong passwords and unknown IDs get the same page, and count", async () => {
    const user = await world.newUser("hisui");
    const wrong = async (loginId: string) => {
      const visitor = await start("hisui");
      await visitor.get("/certificate/replace/proof");
      const values = { ask: "identity", loginId, loginPassword: "wrong1234" };
      return visitor.post("/certificate/replace/proof", values);
    };
    const pageFor = async (loginId: string): Promise<string> => {
      const { status, text } = await wrong(loginId);
      assert.equal(status, 403);
      assert.doesNotMatch(text, /wrong1234/);
      return text
        .replaceAll(loginId, "ID")
        .replaceAll(/value="[A-Za-z0-9_-]{86}"/g, "")
        .replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, "");
    };
    const known = await pageFor(user.loginId ?? "");
    assert.match(known, /CREDENTIAL_REFUSED/);
    assert.equal(known, await pageFor("nobody99"));
    for (let count = 1; count < 5; count += 1) await wrong(user.loginId ?? "");
    const visitor = await start("hisui");
    const stopped = await prove(visitor, "hisui", user);
    assert.match(stopped.text, /CREDENTIAL_STOPPED_TEMPORARILY/);
  });

  test("whoever may not is told who can, after the proofs, and nothing ends", async () => {
    const cases = [
      ["yukiguni", "user", "REPLACEMENT_NEEDS_ADMINISTRATOR", /マスターユーザ・管理者ユーザ/],
      ["minato", "administrator", "REPLACEMENT_NEEDS_INSTITUTION", /お取引店/],
    ] as const;
    for (const [id, role, code, who] of cases) {
      const user = await world.newUser(id, { role });
      const { serial } = await world.newCertificate(user.reference);
      const visitor = await start(id);
      const answer = await prove(visitor, id, user);
      assert.equal(answer.status, 403);
      assert.match(answer.text, new RegExp(code));
      assert.match(answer.text, who);
      assert.equal((await currentCertificate(context, user.reference))?.serial, serial);
    }
  });

  test("with nothing in use the visitor is led to acquisition", async () => {
    const user = await world.newUser("hisui");
    const visitor = await start("hisui");
    const answer = await prove(visitor, "hisui", user);
    assert.match(answer.text, /NOTHING_TO_REPLACE/);
    assert.match(answer.text, /href="\/certificate\/acquire"/);
  });

  test("pages opened without a session begin at the beginning; empty fields are marked", async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/certificate/replace");
    for (const place of ["proof", "confirm", "result"])
      assert.equal((await visitor.get(`/certificate/replace/${place}`)).location, "/certificate/replace");
    for (const place of ["proof", "confirm"])
      assert.equal((await visitor.post(`/certificate/replace/${place}`)).location, "/certificate/replace");
    const begun = await start("hisui");
    assert.equal((await begun.get("/certificate/replace/confirm")).location, "/certificate/replace/proof");
    await begun.get("/certificate/replace/proof");
    const empty = await begun.post("/certificate/replace/proof", { ask: "identity", loginId: "someone1" });
    assert.equal(empty.status, 400);
    assert.match(empty.text, /id="field-loginPassword-error"/);
    assert.match(empty.text, /value="someone1"/);
    const outdated = await begun.post("/certificate/replace/proof", { ask: "confirmationSecret" });
    assert.equal(outdated.location, "/certificate/replace/proof");
  });

  test("the session's cookie is for this host alone, and a forged one begins anew", async () => {
    const visitor = await start("hisui");
    const claim = visitor.cookies.get("__Host-tegata-replacement") ?? "";
    assert.match(claim, /^[0-9a-f]{32}\.[A-Za-z0-9_-]{43}$/);
    const other = world.browser("daishin");
    other.cookies.set("__Host-tegata-replacement", claim);
    const answer = await other.get("/certificate/replace/proof");
    assert.match(answer.text, /ENROLLMENT_SESSION_UNKNOWN/);
  });

  test("the login page and the acquisition page lead here", async () => {
    for (const path of ["/login", "/certificate/acquire"])
      assert.match((await world.browser("hisui").get(path)).text, /href="\/certificate\/replace"/);
  });
});

describe("logged in", () => {
  test("the confirmation password, and the session of the old certificate ends", async () => {
    const user = await world.newUser("hisui", { role: "master" });
    const certificate = await world.newCertificate(user.reference);
    const { serial } = certificate;
    const visitor = await world.loggedIn("hisui", user, certificate);
    assert.match((await visitor.get("/settings")).text, /href="\/certificates\/replace"/);
    const shown = await visitor.get("/certificates/replace");
    assert.equal(shown.screen, "TRPL003");

    const empty = await visitor.post("/certificates/replace", { serial });
    assert.equal(empty.status, 400);
    assert.match(empty.text, /id="field-secret-error"/);
    const wrong = await visitor.post("/certificates/replace", {
      serial,
      reason: "newPc",
      secret: "wrong1234",
    });
    assert.match(wrong.text, /CREDENTIAL_REFUSED/);
    assert.match(wrong.text, /value="newPc"[^>]*checked/);
    assert.equal((await currentCertificate(context, user.reference))?.serial, serial);

    const secret = CONFIRMATION_PASSWORD;
    const done = await visitor.post("/certificates/replace", { serial, reason: "newPc", secret });
    assert.equal(done.status, 200);
    assert.equal(done.screen, "TRPL004");
    assert.equal(visitor.cookies.has("__Host-tegata-session"), false);
    assert.equal(await currentCertificate(context, user.reference), undefined);
  });

  test("a certificate that was not the one shown stays", async () => {
    const user = await world.newUser("hisui");
    const certificate = await world.newCertificate(user.reference);
    const visitor = await world.loggedIn("hisui", user, certificate);
    await visitor.get("/certificates/replace");
    const answer = await visitor.post("/certificates/replace", {
      serial: "0".repeat(32),
      reason: "newPc",
      secret: CONFIRMATION_PASSWORD,
    });
    assert.equal(answer.status, 409);
    assert.match(answer.text, /REPLACEMENT_OVERTAKEN/);
    assert.equal((await currentCertificate(context, user.reference))?.serial, certificate.serial);
  });

  test("whoever may not sees who can, in the settings too", async () => {
    const user = await world.newUser("akagi", { role: "master" });
    const visitor = await world.loggedIn("akagi", user, await world.newCertificate(user.reference));
    const settings = await visitor.get("/settings");
    assert.match(settings.text, /お取引店の窓口へお届けください/);
    assert.doesNotMatch(settings.text, /href="\/certificates\/replace"/);
    assert.match((await visitor.get("/certificates/replace")).text, /REPLACEMENT_NEEDS_INSTITUTION/);
  });
});
