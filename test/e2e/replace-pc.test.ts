import assert from "node:assert/strict";
import { test } from "node:test";
import { type IssuerRun, obtainedAnswer, runIssuer } from "#test/support/run-issuer.ts";
import { startTestSystem } from "#test/support/system.ts";
import { openBrowser, type TestBrowser } from "./support/browser.ts";
import { choose, fill, press, sees } from "./support/page.ts";

/**
 * The commonest trouble, in a real browser: the old PC is gone. On a new one the user proves who they are, the old
 * certificate ends and the right to acquire is given; the gate refuses the old PC; the issuing application obtains the
 * new certificate; it logs in.
 */
test("replace this PC", { timeout: 300_000 }, async (t) => {
  const system = await startTestSystem(t);
  const { addresses, serverCaFile } = system;
  const user = system.users("hisui").find(({ role }) => role === "user");
  assert.ok(user);
  const know = (field: string): string => {
    const value = user[field];
    assert.ok(value, `the demonstration's user has ${field}`);
    return value;
  };
  const where = ["--institution", "hisui", "--server", addresses.enrollment, "--server-ca", serverCaFile];
  const answers = { loginId: know("loginId"), loginPassword: know("loginPassword") };

  const acquire = async (browser: TestBrowser): Promise<string> => {
    const run: IssuerRun = await runIssuer(
      browser.home,
      ["issue", ...where, "--browser", browser.name],
      answers,
    );
    assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
    return obtainedAnswer.parse(run.answer).serial;
  };
  const presentCertificate = async (browser: TestBrowser): Promise<void> => {
    await browser.page.goto(`${addresses.portal["hisui"]}/login`);
    await press(browser.page, "ログイン （電子証明書方式）");
    await browser.answerCertificateDialog("ok");
  };
  const logIn = async (browser: TestBrowser): Promise<void> => {
    await presentCertificate(browser);
    await fill(browser.page, "ログインパスワード", know("loginPassword"));
    await press(browser.page, "ログイン");
    await sees(browser.page, "トップページ");
  };

  const oldPc = await openBrowser(t, "chromium", { serverCaFile });
  const first = await acquire(oldPc);
  await logIn(oldPc);

  const newPc = await openBrowser(t, "chromium", { serverCaFile });
  const { page } = newPc;
  await page.goto(`${addresses.portal["hisui"]}/login`);
  await press(page, "パソコンの入れ替え・故障の方");
  await press(page, "手続きを始める");
  await fill(page, "ログインID", know("loginId"));
  await fill(page, "ログインパスワード", know("loginPassword"));
  await press(page, "次へ");
  await fill(page, "確認用パスワード", know("confirmationPassword"));
  await press(page, "次へ");
  await sees(page, "失効する電子証明書の確認");
  await sees(page, first.slice(0, 4));
  await choose(page, "パソコンの故障・初期化・買い替え");
  await press(page, "失効して入れ替える");
  await sees(page, "これまでの電子証明書を失効しました");

  // The old PC is refused, in the session that it has and at the gate.
  await oldPc.page.reload();
  await sees(oldPc.page, "SESSION_CERTIFICATE_REVOKED");
  await presentCertificate(oldPc);
  await sees(oldPc.page, "CERTIFICATE_REVOKED");

  await press(page, "電子証明書の取得へ進む");
  await sees(page, "証明書取得認証");
  const second = await acquire(newPc);
  assert.notEqual(second, first);
  await logIn(newPc);
  await page.goto(`${addresses.portal["hisui"]}/certificates`);
  await sees(page, "パソコンの入れ替え（失効）");
});
