import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestSystem } from "#test/support/system.ts";
import { press, sees, visibleText } from "../support/page.ts";
import { atTerminal, bizsol, daysUntil, obtained, Person, stepsOf } from "../support/person.ts";
import { daysAgo, runningClock } from "../support/running-clock.ts";

/** The renewal window of [000] opens 40 days before the end, which is 366 days after the issue. */
const DAYS_OLD = 346;

/**
 * F2 and F5, told of the master, who is alone with her certificate: nobody else can revoke it. The certificate was
 * really issued so long ago; when it is renewed, the system's clock is the machine's again.
 */
test("BizSOL: renewal, then revocation by form", { timeout: 300_000 }, async (t) => {
  const clock = runningClock(daysAgo(DAYS_OLD));
  const system = await startTestSystem(t, { clock });
  const master = system.users("hisui").find(({ role }) => role === "master");
  assert.ok(master);
  const person = await Person.open(t, system, bizsol("hisui"), master);
  const { page, browser } = person;
  const step = stepsOf(t);
  const old = await person.acquire();
  clock.set(daysAgo(0));
  const daysLeft = daysUntil(old.notAfter);
  assert.ok(daysLeft > 0 && daysLeft <= 40, `${daysLeft} days are inside the window`);

  let command = "";
  await step("F2: BTOP001 shows the days left and the way, TRNW001 the command", async () => {
    await person.logIn();
    await sees(page, "電子証明書の更新をお願いします");
    await sees(page, `あと${daysLeft}日`);
    await press(page, "証明書更新");
    await sees(page, "TRNW001");
    await sees(page, "いま更新できます");
    await sees(page, `あと${daysLeft}日`);
    command = await person.shownCommand();
    const { enrollment } = system.addresses;
    const where = `--institution hisui --server ${enrollment} --server-ca ${system.serverCaFile}`;
    assert.equal(command, `bin/tegata-issuer renew ${where}`);
  });

  let renewed = old;
  await step("F2: the issuing application renews", async () => {
    renewed = obtained(await person.run(command, ["loginPassword"]));
    assert.equal(renewed.result, "renewed");
    assert.equal(renewed.superseded, old.serial);
    assert.notEqual(renewed.serial, old.serial);
    const found = (await person.certificates()).map(({ serial, ...about }) => [serial, about]);
    assert.deepEqual(Object.fromEntries(found), {
      [old.serial]: { state: "revoked", revocation: "revoked" },
      [renewed.serial]: { state: "valid", revocation: "good" },
    });
  });

  await step("F2: the new certificate logs in", async () => {
    await person.logIn();
    await sees(page, `あと${daysUntil(renewed.notAfter)}日`);
    const text = await visibleText(page);
    assert.doesNotMatch(text, /電子証明書の更新をお願いします/);
    assert.ok(!text.includes(`あと${daysLeft}日`), text);
    await person.logOut();
  });

  await step("F2: the gate refuses the old one as superseded", async () => {
    await person.askForCertificate();
    await browser.chooseLastCertificate();
    await sees(page, "CERTIFICATE_SUPERSEDED");
    await sees(page, "電子証明書でログインできませんでした");
    await person.deleteCertificate(old.serial);
  });

  const revoke = ["certificate", "revoke", "--institution", "hisui", renewed.serial, "--as", "counter"];
  await step(
    "F5: the first step at the operations terminal says what would happen, and does nothing",
    async () => {
      await person.logIn();
      for (const confirmation of [[], ["--confirm", old.serial]]) {
        const shown = await atTerminal(system, ...revoke, ...confirmation);
        assert.equal(shown.exitCode, 1, shown.said);
        assert.match(shown.out, /revoke the certificate/);
        assert.match(shown.out, new RegExp(renewed.serial));
        assert.match(shown.said, /Nothing was changed/);
      }
      await page.reload();
      await sees(page, "BTOP001");
    },
  );

  await step("F5: the second step revokes; the session ends, and the gate refuses", async () => {
    const done = await atTerminal(system, ...revoke, "--confirm", renewed.serial, "--json");
    assert.equal(done.exitCode, 0, done.said);
    const { serial, state } = JSON.parse(done.out);
    assert.deepEqual({ serial, state }, { serial: renewed.serial, state: "revoked" });
    await page.reload();
    await sees(page, "SESSION_CERTIFICATE_REVOKED");
    await person.askForCertificate();
    await browser.answerCertificateDialog("ok");
    await sees(page, "CERTIFICATE_REVOKED");
    assert.deepEqual(await person.certificates(), [
      { serial: renewed.serial, state: "revoked", revocation: "revoked" },
    ]);
  });

  await step("F5: from the refusal on, acquired again as the pages say, it logs in", async () => {
    await press(page, "電子証明書の取得へ");
    await sees(page, "BSMS001");
    await press(page, "証明書取得の手順へ進む");
    await sees(page, "BSMS002");
    const again = obtained(await person.run(await person.shownCommand()));
    assert.equal(again.result, "issued");
    assert.deepEqual(again.unusable, [renewed.serial]);
    await person.deleteCertificate(renewed.serial);
    await person.logIn();
    assert.deepEqual(await person.certificates(), [
      { serial: again.serial, state: "valid", revocation: "good" },
    ]);
  });
});
