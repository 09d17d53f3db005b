import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { environmentOf, issuerProgram } from "#test/support/run-issuer.ts";

/** The application at a real terminal: a pseudo-terminal made by script(1), which Debian always has. */

const world = await enrollmentWorld({ start: Temporal.Now.instant() });
const { server } = world;

const ENTER = "\r";
const CONTROL_C = "\u0003";
const WAIT_SECONDS = 30;

class Session {
  readonly #child: ChildProcess;
  #screen = "";

  constructor(t: TestContext, words: readonly string[], language: string) {
    const home = mkdtempSync(join(tmpdir(), "tegata-terminal-"));
    const command = [issuerProgram, ...words].map((word) => `'${word}'`).join(" ");
    this.#child = spawn("script", ["-qfec", command, "/dev/null"], {
      env: { ...environmentOf(home), LC_ALL: language, TERM: "xterm" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#screen += text;
    });
    t.after(() => rmSync(home, { recursive: true, force: true }));
  }

  get screen(): string {
    return this.#screen;
  }

  /** Waits until a text has appeared so many times. */
  async sees(text: string, times = 1): Promise<void> {
    for (const end = performance.now() + WAIT_SECONDS * 1000; performance.now() < end; await wait(50)) {
      if (this.#screen.split(text).length > times) return;
    }
    throw new Error(`"${text}" is not on the terminal, which shows:\n${this.#screen}`);
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    return this.#child.exitCode;
  }
}

const where = [
  "--server",
  `https://localhost:${server.port}`,
  "--server-ca",
  server.caFile,
  "--institution",
  "hisui",
];

test("asks in Japanese, never shows a password, asks again after a wrong one", async (t) => {
  const { loginId } = await world.newUser("hisui");
  const session = new Session(t, ["issue", ...where], "ja_JP.UTF-8");
  await session.sees("ログインID: ");
  session.type(`${loginId}${ENTER}`);
  await session.sees("ログインパスワード: ");
  session.type(`wrong9876${ENTER}`);
  await session.sees("CREDENTIAL_REFUSED");
  await session.sees("ログインID: ", 2);
  session.type(`${loginId}${ENTER}`);
  await session.sees("ログインパスワード: ", 2);
  // With a slip of the finger, taken back.
  session.type(`${LOGIN_SECRET}x\u007f${ENTER}`);
  await session.sees("証明書を発行し、インストールしました。");
  assert.equal(await session.exitCode(), 0);
  assert.ok(!session.screen.includes(LOGIN_SECRET));
  assert.ok(!session.screen.includes("wrong9876"));
  assert.match(session.screen, /残り36\d日/);
});

test("stops cleanly at Control-C, at a visible field and at a hidden one", async (t) => {
  const visible = new Session(t, ["issue", ...where], "C");
  await visible.sees("Login ID: ");
  visible.type(CONTROL_C);
  assert.equal(await visible.exitCode(), 130);
  assert.match(visible.screen, /CANCELLED: Stopped\./);

  const { loginId } = await world.newUser("hisui");
  const hidden = new Session(t, ["issue", ...where, "--login-id", loginId ?? ""], "C");
  await hidden.sees("Login password: ");
  hidden.type(`abc${CONTROL_C}`);
  assert.equal(await hidden.exitCode(), 130);
  assert.ok(!hidden.screen.includes("Login ID: "), "what was given is not asked for");
});
