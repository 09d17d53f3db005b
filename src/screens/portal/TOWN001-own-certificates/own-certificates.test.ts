import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const inDays = (days: number) => ({ notAfter: world.context.clock.now().add({ hours: 24 * days }) });

/** As it stands on the page: in groups of four. */
const shown = (serial: string): string => serial.match(/.{4}/g)?.join(" ") ?? "";

describe("all certificates issued for an ID", () => {
  test("are listed to their owner, the revoked ones too, and nobody else's", async () => {
    const user = await world.newUser("hisui");
    const other = await world.newUser("hisui");
    const first = await world.newCertificate(user.reference, inDays(100));
    const revoked = await revokeCertificate(world.context, {
      institution: world.institution("hisui"),
      serial: first.serial,
      reason: "keyCompromise",
      actor: { kind: "staff", name: "counter" },
    });
    assert.equal(revoked.ok, true);
    const second = await world.newCertificate(user.reference, inDays(200));
    const foreign = await world.newCertificate(other.reference, inDays(100));

    const visitor = await world.loggedIn("hisui", user, second);
    const { text, screen, status } = await visitor.get("/certificates");
    assert.equal(status, 200);
    assert.equal(screen, "TOWN001");
    assert.match(text, /これまでに発行された電子証明書：2件/);
    assert.ok(text.indexOf(shown(second.serial)) > 0);
    assert.ok(text.includes(shown(first.serial)));
    assert.ok(!text.includes(shown(foreign.serial)));
    assert.match(text, /失効の手続きが行われました。 理由：第三者に使われるおそれ/);
    assert.match(text, /ログインに利用できます。/);
  });

  test("can be reached from the first page, in both families", async () => {
    for (const id of ["hisui", "minato"]) {
      const user = await world.newUser(id);
      const certificate = await world.newCertificate(user.reference, inDays(100));
      const visitor = await world.loggedIn(id, user, certificate);
      assert.match((await visitor.get("/top")).text, /href="\/certificates"/);
      assert.equal((await visitor.get("/certificates")).status, 200);
    }
  });

  test("who is not logged in is sent to the login screen", async () => {
    const visitor = world.browser("hisui");
    const answer = await visitor.get("/certificates");
    assert.doesNotMatch(answer.text, /TOWN001/);
    assert.notEqual(answer.status, 200);
  });
});
