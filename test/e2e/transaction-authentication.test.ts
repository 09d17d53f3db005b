import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { encodeQR } from "qr";
import type { Page } from "puppeteer-core";
import type { User } from "#domain/user/users.ts";
import { findUser } from "#domain/user/users.ts";
import { crc32, deflateSync } from "node:zlib";
import { startTestSystem, type TestSystem } from "#test/support/system.ts";
import { contractTransactionAuthentication } from "#test/support/transaction-tokens.ts";
import { invariant } from "#shared/invariant.ts";
import { openBrowser } from "./support/browser.ts";
import { press, sees, visibleText } from "./support/page.ts";

/**
 * The camera token in real Chromium against the whole system: it is registered in the enrolment flow of the issuing
 * application, which shows its codes in a terminal; it shows what is done; numbers right, wrong and used; without a
 * connection; and a code read from a picture.
 */

const SECONDS = 60;

const plain = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- a terminal's own signs
  text.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");

/** The issuing application in a terminal of its own (`script` of util-linux makes one). */
class IssuerTerminal {
  #said = "";
  readonly #child;
  readonly exited: Promise<number | null>;

  constructor(t: TestContext, home: string, words: readonly string[]) {
    const program = join(import.meta.dirname, "../../bin/tegata-issuer");
    const command = [program, ...words].map((word) => `'${word}'`).join(" ");
    this.#child = spawn("script", ["-qfec", `stty cols 200; ${command}`, "/dev/null"], {
      env: { ...process.env, HOME: home, LANG: "ja_JP.UTF-8", TERM: "xterm" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", resolve);
    });
    this.#child.stdout.setEncoding("utf8");
    this.#child.stdout.on("data", (part: string) => {
      this.#said += part;
    });
    t.after(() => this.#child.kill());
  }

  get said(): string {
    return this.#said;
  }

  /** Waits until it has said something, and gives what it said since the last time. */
  async hears(pattern: RegExp): Promise<string> {
    const end = performance.now() + SECONDS * 1000;
    while (performance.now() < end) {
      const heard = plain(this.#said);
      if (pattern.test(heard)) {
        this.#said = "";
        return heard;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    throw new Error(`the application did not say ${String(pattern)} but:\n${plain(this.#said)}`);
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\r`);
  }
}

/** The challenge as text, below the code. */
const challengeIn = (said: string): string => {
  const found = /tegata:challenge:1 [^\n]+\n[^\n]+\n(?:[^\n]+: [^\n]+\n)+/.exec(said);
  assert.ok(found, `no challenge in:\n${said}`);
  return found[0].trim();
};

/** A grey picture of a code, as a photo would be. */
const pictureOf = (text: string): Buffer => {
  const modules = encodeQR(text, "raw", { ecc: "low", border: 4 });
  const scale = 6;
  const side = modules.length * scale;
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      rows[y * (side + 1) + 1 + x] =
        modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true ? 20 : 235;
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};

const paste = async (page: Page, text: string): Promise<void> => {
  await press(page, "文字を貼り付ける");
  await page.waitForSelector("#pasted");
  await page.evaluate(`document.querySelector("#pasted").value = ${JSON.stringify(text)}`);
  await press(page, "内容を確認する");
};

const numberOn = async (page: Page): Promise<string> => {
  await sees(page, "トランザクション認証番号");
  await page.waitForSelector(".token-number");
  const shown = String(await page.evaluate("document.querySelector('.token-number').textContent"));
  assert.match(shown, /^[0-9]{8}$/);
  return shown;
};

const demonstrationUser = async (
  system: TestSystem,
): Promise<{ user: User; login: string; password: string }> => {
  const person = system.users("akagi").find(({ role }) => role === "user");
  invariant(person !== undefined, "akagi has a user");
  const institution = system.context.institutions.byId("akagi");
  invariant(institution !== undefined, "akagi is there");
  const user = await findUser(system.context, {
    institutionCode: institution.code,
    contractId: person["contractId"] ?? "",
    userId: person["userId"] ?? "",
  });
  invariant(user !== undefined, "the user is there");
  await contractTransactionAuthentication(system.context, institution, user);
  return { user, login: person["loginId"] ?? "", password: person["loginPassword"] ?? "" };
};

test(
  "a certificate with the camera token, from registration to a replayed number",
  { timeout: 300_000 },
  async (t) => {
    const system = await startTestSystem(t);
    const { user, login, password } = await demonstrationUser(system);
    const { serverCaFile, addresses } = system;
    const phone = await openBrowser(t, "chromium", { serverCaFile });
    const { page } = phone;
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    const home = mkdtempSync(join(tmpdir(), "tegata-issuer-"));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const where = ["--institution", "akagi", "--server", addresses.enrollment, "--server-ca", serverCaFile];
    const begin = async (): Promise<IssuerTerminal> => {
      const terminal = new IssuerTerminal(t, phone.home, ["issue", ...where, "--browser", "chromium"]);
      await terminal.hears(/ログインID: /);
      terminal.type(login);
      await terminal.hears(/ログインパスワード: /);
      terminal.type(password);
      return terminal;
    };
    const QUESTION = /トランザクション認証番号\(8桁\): $/;

    await t.test(
      "the registration code opens the app, which registers; its number goes on (instead of G012e)",
      async () => {
        const terminal = await begin();
        const said = await terminal.hears(QUESTION);
        assert.match(said, /[█▀▄ ]{30,}/, "the code is drawn in the terminal");
        const address = /https:\S+\/token\/#registration\S+/.exec(said)?.[0] ?? "";
        await page.goto(address);
        await sees(page, "この端末をトークンとして登録しますか");
        await sees(page, new URL(address).host);
        assert.equal(await page.evaluate("location.hash"), "", "the offer is not kept in the address");
        await press(page, "登録する");
        await sees(page, "登録が完了します");
        terminal.type("0000 0000");
        await terminal.hears(/TXA_REFUSED[\s\S]*: $/);
        terminal.type(await numberOn(page));
        assert.equal(await terminal.exited, 0, plain(terminal.said));
      },
    );

    await t.test("the token is listed, with its institution and user; its key cannot be read", async () => {
      await press(page, "終わる");
      await sees(page, "登録済みのトークン");
      const shown = await visibleText(page);
      assert.ok(shown.includes("赤城山麓信用組合") && shown.includes(user.loginId ?? ""), shown);
      const extractable = await page.evaluate(`new Promise((resolve, reject) => {
      const opening = indexedDB.open("tegata-token");
      opening.onsuccess = () => {
        const all = opening.result.transaction("tokens").objectStore("tokens").getAll();
        all.onsuccess = () => resolve(all.result.map(({ key }) => [key.extractable, key.usages.join(), key.algorithm.name].join()).join(";"));
        all.onerror = () => reject(all.error);
      };
    })`);
      assert.equal(extractable, "false,sign,HMAC");
    });

    await t.test(
      "without a connection the app starts, shows what is done, and gives the number",
      async () => {
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
        await page.reload();
        await page.waitForFunction("navigator.serviceWorker.controller !== null");
        await page.setOfflineMode(true);
        await page.reload();
        await sees(page, "登録済みのトークン");
        const text = `tegata:challenge:1 akagi ${(await visibleText(page)).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0] ?? ""} ${"A".repeat(22)} 4000000000\n電子証明書の発行\n利用者名: 誰か`;
        await paste(page, text);
        await sees(page, "内容をお確かめください");
        await sees(page, "誰か");
        await press(page, "内容は正しい・番号を表示");
        await numberOn(page);
        await press(page, "終わる");
        await page.setOfflineMode(false);
      },
    );

    await t.test(
      "the wrong number, the right one, and the right one once more elsewhere (CCHK005)",
      async () => {
        await system.context.database.inInstitution(user.reference.institutionCode, (tx) =>
          tx
            .updateTable("certificate")
            .set({
              state: "revoked",
              end_cause: "revocation",
              revocation_reason: "superseded",
              ended_at: new Date(),
            })
            .where("institution_code", "=", user.reference.institutionCode)
            .where("user_id", "=", user.reference.userId)
            .execute(),
        );
        const terminal = await begin();
        const challenge = challengeIn(await terminal.hears(QUESTION));
        await paste(page, challenge);
        await sees(page, "電子証明書の発行");
        await sees(page, user.userName);
        assert.equal(await page.$(".token-number"), null, "no number before the content was confirmed");
        await press(page, "内容は正しい・番号を表示");
        const number = await numberOn(page);
        terminal.type(number.startsWith("1") ? `2${number.slice(1)}` : `1${number.slice(1)}`);
        await terminal.hears(/TXA_REFUSED[\s\S]*: $/);
        terminal.type(number);
        assert.equal(await terminal.exited, 0, plain(terminal.said));
        const replay = await begin();
        await replay.hears(QUESTION);
        replay.type(number);
        await replay.hears(/TXA_REFUSED[\s\S]*: $/);
        await press(page, "終わる");
        await sees(page, "登録済みのトークン");
      },
    );

    await t.test(
      "a photo of a code is read; what nobody asked for gives no number; foreign codes say so",
      async () => {
        const serial = (await visibleText(page)).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)?.[0] ?? "";
        const head = (id: string) => `tegata:challenge:1 akagi ${id} ${"B".repeat(22)} 4000000000`;
        const photo = join(home, "photo.png");
        const choose = async (text: string): Promise<void> => {
          writeFileSync(photo, pictureOf(text));
          const input = await page.waitForSelector("input#photo");
          assert.ok(input);
          await input.uploadFile(photo);
        };
        await choose(`${head(serial)}\n利用者の登録\n利用者名: 佐渡 健一`);
        await sees(page, "佐渡 健一");
        await press(page, "心当たりがない");
        await sees(page, "番号は表示しません");
        assert.equal(await page.$(".token-number"), null);
        await press(page, "終わる");
        await choose(`${head("ZZZZ-ZZZZ")}\n利用者の登録`);
        await sees(page, "この端末に登録されていないトークンです");
        await choose("https://example.com/");
        await sees(page, "トランザクション認証のコードではありません");
      },
    );

    assert.deepEqual(faults, [], "nothing is refused by the page's own policy");
  },
);
