import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type IssuerRun, listAnswer, obtainedAnswer, runIssuer } from "#test/support/run-issuer.ts";
import type { TestSystem } from "#test/support/system.ts";
import type { DemonstrationUser } from "../../../src/demo/file.ts";
import { openBrowser } from "./browser.ts";
import { Customer, type FamilyWords } from "./main-job.ts";
import { fill, press } from "./page.ts";

const PROGRAM = fileURLToPath(new URL("../../../bin/tegata", import.meta.url));

export const bizsol = (institution: string): FamilyWords => ({
  institution,
  revoker: "master",
  identity: ["loginId", "loginPassword"],
  loginSecret: { field: "loginPassword", label: "ログインパスワード" },
  confirmationSecret: { field: "confirmationPassword", label: "確認用パスワード" },
  top: "トップページ",
});

export const shinkin = (institution: string): FamilyWords => ({
  institution,
  revoker: "administrator",
  identity: ["contractId", "userId", "pin", "confirmationPin"],
  loginSecret: { field: "pin", label: "利用者暗証番号" },
  confirmationSecret: { field: "confirmationPin", label: "利用者確認暗証番号" },
  top: "利用者ステータス",
});

/** What the issuing application obtained, or the test fails with what it said. */
export const obtained = (run: IssuerRun) => {
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
  return obtainedAnswer.parse(run.answer);
};

/** Calendar days in Japan from today to an instant, counted as customers do. */
export const daysUntil = (instant: string): number => {
  const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO("Asia/Tokyo").toPlainDate();
  return dayOf(Temporal.Now.instant()).until(dayOf(Temporal.Instant.from(instant)), { largestUnit: "day" })
    .days;
};

/** A customer who does by hand what the pages say. */
export class Person extends Customer {
  readonly #words: FamilyWords;

  static async open(
    t: TestContext,
    system: TestSystem,
    words: FamilyWords,
    user: DemonstrationUser,
  ): Promise<Person> {
    const browser = await openBrowser(t, "chromium", { serverCaFile: system.serverCaFile });
    return new Person(system, words, user, browser);
  }

  private constructor(...given: ConstructorParameters<typeof Customer>) {
    super(...given);
    this.#words = given[1];
  }

  /** The command on the page. */
  async shownCommand(): Promise<string> {
    await this.page.waitForSelector("code.command", { timeout: 20_000 });
    return this.page.$eval("code.command", (element) => element.textContent ?? "");
  }

  /**
   * Runs a command of a page to the letter, and answers what it asks: all that proves who this is, unless told.
   * `instead`: answers in the place of the right ones.
   */
  run(
    command: string,
    fields: readonly string[] = this.#words.identity,
    instead: Readonly<Record<string, string>> = {},
  ): Promise<IssuerRun> {
    const [program, ...words] = command.split(" ");
    assert.equal(program, "bin/tegata-issuer");
    const answers = Object.fromEntries(fields.map((field) => [field, instead[field] ?? this.know(field)]));
    return runIssuer(this.browser.home, words, answers);
  }

  /** What the issuing application finds on this PC. */
  async installed() {
    const run = await runIssuer(this.browser.home, ["list"]);
    assert.equal(run.exitCode, 0, run.said);
    return listAnswer.parse(run.answer).certificates;
  }

  /** From the login screen to the dialog. */
  async askForCertificate(): Promise<void> {
    await this.openLoginScreen();
    await press(this.page, "ログイン （電子証明書方式）");
  }

  /** Certificate and password; what follows is another step's. */
  async enter(): Promise<void> {
    await this.askForCertificate();
    await this.browser.answerCertificateDialog("ok");
    await this.giveLoginSecret();
  }

  async giveLoginSecret(): Promise<void> {
    const { field, label } = this.#words.loginSecret;
    await fill(this.page, label, this.know(field));
    await press(this.page, "ログイン");
  }
}

/** How a run of `bin/tegata` ended. */
export interface TerminalRun {
  readonly exitCode: number;
  readonly out: string;
  readonly said: string;
}

/** Runs `bin/tegata` at the operations terminal of a system. */
export const atTerminal = (system: TestSystem, ...words: readonly string[]): Promise<TerminalRun> =>
  new Promise((resolve) => {
    const environment = { DATABASE_URL: system.connectionString, TEGATA_VAR: system.varDirectory };
    const env = { ...process.env, ...environment, LANGUAGE: "en" };
    const child = execFile(PROGRAM, words, { env }, (_error, out, said) => {
      resolve({ exitCode: child.exitCode ?? -1, out, said });
    });
  });

export type Step = (name: string, take: () => Promise<void>) => Promise<void>;

/** Steps of a flow; when one fails, those after it would only fail because of it. */
export const stepsOf =
  (t: TestContext): Step =>
  async (name, take) => {
    let isDone = false;
    await t.test(name, async () => {
      await take();
      isDone = true;
    });
    if (!isDone) throw new Error(`stopped at "${name}"`);
  };
