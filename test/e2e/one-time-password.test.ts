import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { decodeQR } from "qr/decode.js";
import { findUserByLoginId } from "#domain/user/users.ts";
import { contractOneTimePasswords } from "#test/support/one-time-passwords.ts";
import { obtainedAnswer, runIssuer } from "#test/support/run-issuer.ts";
import { startTestSystem, type TestSystem } from "#test/support/system.ts";
import { openBrowser, type TestBrowser } from "./support/browser.ts";
import { toolPath } from "./support/debian-tools.ts";
import { fill, press, sees } from "./support/page.ts";

/**
 * One-time passwords at login in real Chromium. The authenticator app is a camera (the QR code is read from a
 * screenshot) and Debian's oathtool, which others wrote.
 */

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: number[];
}

/** What a camera sees: the picture of the page's QR code, taken from the screen and decoded elsewhere. */
const scan = async ({ page }: TestBrowser): Promise<string> => {
  const code = await page.$(".qr-code");
  assert.ok(code, "the page shows a QR code");
  const picture = await code.screenshot({ encoding: "base64" });
  const elsewhere = await page.browser().newPage();
  await elsewhere.goto("about:blank");
  const pixels: Pixels = await elsewhere.evaluate<[], () => Promise<Pixels>>(
    `(async () => {
      const image = new Image();
      image.src = "data:image/png;base64,${picture}";
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      return { width: image.width, height: image.height, data: [...data] };
    })()`,
  );
  await elsewhere.close();
  return decodeQR({ ...pixels, data: Uint8Array.from(pixels.data) });
};

/** What the app shows, by oathtool. */
const oathtool = (address: string, { clock }: TestSystem): string => {
  const parameters = new URL(address).searchParams;
  const words = [
    `--totp=${parameters.get("algorithm") ?? ""}`,
    "--base32",
    `--digits=${parameters.get("digits") ?? ""}`,
    `--time-step-size=${parameters.get("period") ?? ""}s`,
    `--now=${clock.now().toString({ smallestUnit: "second" }).replace("T", " ").replace("Z", " UTC")}`,
    parameters.get("secret") ?? "",
  ];
  return execFileSync(toolPath("oathtool"), words, { encoding: "utf8" }).trim();
};

const other = (value: string): string => (value === "000000" ? "111111" : "000000");

test(
  "certificate, an app set up from the QR code, then its values: wrong and used ones are refused",
  { timeout: 240_000 },
  async (t) => {
    const system = await startTestSystem(t);
    const { context, addresses, serverCaFile } = system;
    const akagi = context.institutions.byId("akagi");
    const person = system.users("akagi").find(({ role }) => role === "user");
    assert.ok(akagi !== undefined && person !== undefined);
    const browser = await openBrowser(t, "chromium", { serverCaFile });
    const { page, home } = browser;
    const answers = { loginId: person["loginId"] ?? "", loginPassword: person["loginPassword"] ?? "" };
    const where = ["--server", addresses.enrollment, "--server-ca", serverCaFile, "--browser", "chromium"];
    const run = await runIssuer(home, ["issue", "--institution", "akagi", ...where], answers);
    assert.equal(run.exitCode, 0, run.said);
    obtainedAnswer.parse(run.answer);
    // The contract asks for one-time passwords afterwards, so that login is where the first is set up.
    const user = await findUserByLoginId(context, akagi.code, answers.loginId);
    assert.ok(user);
    await contractOneTimePasswords(context, akagi, user);

    const logIn = async (): Promise<void> => {
      await page.goto(`${addresses.portal["akagi"] ?? ""}/login`);
      await press(page, "ログイン （電子証明書方式）");
      await browser.answerCertificateDialog("ok");
      await fill(page, "ログインパスワード", answers.loginPassword);
      await press(page, "ログイン");
    };
    const logOut = async (): Promise<void> => {
      await press(page, "ログアウト");
      await sees(page, "ログアウトしました");
    };
    const later = (seconds: number): void => system.clock.set(system.clock.now().add({ seconds }));

    await logIn();
    await sees(page, "ワンタイムパスワードトークン発行");
    const address = await scan(browser);
    assert.match(address, /^otpauth:\/\/totp\//);
    const key = new URL(address).searchParams.get("secret") ?? "";
    await sees(page, (key.match(/.{4}/g) ?? []).slice(0, 3).join(" "));
    await fill(page, "ワンタイムパスワード", other(oathtool(address, system)));
    await press(page, "利用を開始する");
    await sees(page, "OTP_REFUSED");
    assert.equal(await scan(browser), address, "the same key is shown again");
    await fill(page, "ワンタイムパスワード", oathtool(address, system));
    await press(page, "利用を開始する");
    await sees(page, "トップページ");
    await logOut();

    later(30);
    await logIn();
    await sees(page, "ワンタイムパスワード認証");
    await page.goto(`${addresses.portal["akagi"] ?? ""}/top`);
    await sees(page, "ワンタイムパスワード認証");
    await fill(page, "ワンタイムパスワード", other(oathtool(address, system)));
    await press(page, "認証");
    await sees(page, "OTP_REFUSED");
    const used = oathtool(address, system);
    await fill(page, "ワンタイムパスワード", used);
    await press(page, "認証");
    await sees(page, "トップページ");
    await logOut();

    await logIn();
    await sees(page, "ワンタイムパスワード認証");
    await fill(page, "ワンタイムパスワード", used);
    await press(page, "認証");
    await sees(page, "OTP_ALREADY_USED");
    later(30);
    await fill(page, "ワンタイムパスワード", oathtool(address, system));
    await press(page, "認証");
    await sees(page, "トップページ");
  },
);
