import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { findUser } from "#domain/user/users.ts";
import type { DemonstrationUser } from "../../../src/demo/file.ts";
import { startTestSystem, type TestSystem } from "#test/support/system.ts";
import { type BrowserName, openBrowser, type TestBrowser } from "./browser.ts";
import { type IssuerRun, listAnswer, obtainedAnswer, runIssuer } from "#test/support/run-issuer.ts";
import { choose, fill, press, sees, visibleText } from "./page.ts";

/** What a family calls things, as far as the main job meets them. */
export interface FamilyWords {
  readonly institution: string;
  /** The role that revokes. */
  readonly revoker: string;
  /** Fields that the issuing application is asked for. */
  readonly identity: readonly string[];
  readonly loginSecret: { readonly field: string; readonly label: string };
  readonly confirmationSecret: { readonly field: string; readonly label: string };
  /** Title of the page after login. */
  readonly top: string;
}

const succeeded = (run: IssuerRun): unknown => {
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
  return run.answer;
};

/** A person at a PC: browser, issuing application, and what the person knows. */
export class Customer {
  readonly #system: TestSystem;
  readonly #words: FamilyWords;
  readonly #user: DemonstrationUser;
  readonly browser: TestBrowser;

  constructor(system: TestSystem, words: FamilyWords, user: DemonstrationUser, browser: TestBrowser) {
    this.#system = system;
    this.#words = words;
    this.#user = user;
    this.browser = browser;
  }

  get page() {
    return this.browser.page;
  }

  know(field: string): string {
    const value = this.#user[field];
    assert.ok(value, `the demonstration's user has ${field}`);
    return value;
  }

  #issuer(words: readonly string[], answers?: Readonly<Record<string, string>>): Promise<IssuerRun> {
    return runIssuer(this.browser.home, [...words, "--browser", this.browser.name], answers);
  }

  /** Obtains a certificate with the issuing application, as the acquisition page says. */
  async acquire() {
    const { addresses, serverCaFile } = this.#system;
    const where = ["--server", addresses.enrollment, "--server-ca", serverCaFile];
    const answers = Object.fromEntries(this.#words.identity.map((field) => [field, this.know(field)]));
    const run = await this.#issuer(["issue", "--institution", this.#words.institution, ...where], answers);
    return obtainedAnswer.parse(succeeded(run));
  }

  /** What the issuing application lists, the validation authority asked. */
  async certificates() {
    const { certificates } = listAnswer.parse(succeeded(await this.#issuer(["list"])));
    return certificates.map(({ serial, state, revocation }) => ({ serial, state, revocation }));
  }

  async deleteCertificate(serial: string): Promise<void> {
    succeeded(await this.#issuer(["delete", "--confirm", serial]));
  }

  async openLoginScreen(): Promise<void> {
    await this.page.goto(`${this.#system.addresses.portal[this.#words.institution]}/login`);
  }

  /** The password that follows the certificate. */
  async enterLoginSecret(): Promise<void> {
    const { field, label } = this.#words.loginSecret;
    await fill(this.page, label, this.know(field));
    await press(this.page, "ログイン");
    await sees(this.page, this.#words.top);
  }

  async logIn(): Promise<void> {
    await this.openLoginScreen();
    await press(this.page, "ログイン （電子証明書方式）");
    await this.browser.answerCertificateDialog("ok");
    await this.enterLoginSecret();
  }

  async logOut(): Promise<void> {
    await press(this.page, "ログアウト");
    await sees(this.page, "ログアウトしました");
  }
}

/** 管理 → 利用者管理 → 証明書失効 → 失効 → 確認用パスワード → 実行, by the administrator in a real browser (F4). */
const revokeInPortal = async (
  administrator: Customer,
  words: FamilyWords,
  userName: string,
): Promise<void> => {
  const { page } = administrator;
  await press(page, "管理");
  await press(page, "利用者管理");
  await press(page, "証明書失効");
  await press(page, `失効 （${userName} 様の電子証明書）`);
  await sees(page, "証明書失効確認");
  await choose(page, "パソコンの入れ替え・修理・初期化");
  const { field, label } = words.confirmationSecret;
  await fill(page, label, administrator.know(field));
  await press(page, "実行");
  await sees(page, "失効済み");
};

/**
 * The main job, with nothing but real parts: acquire → log in → cancelled dialog → choose again → log in → revoked by
 * the administrator in the portal → refused with the reason → acquire again → log in.
 */
export const doMainJob = async (
  t: TestContext,
  words: FamilyWords,
  browserName: BrowserName,
): Promise<void> => {
  const system = await startTestSystem(t);
  const userOf = (role: string): DemonstrationUser => {
    const found = system.users(words.institution).find((user) => user["role"] === role);
    assert.ok(found, `the demonstration has a ${role}`);
    return found;
  };
  const personAs = async (user: DemonstrationUser): Promise<Customer> => {
    const { serverCaFile } = system;
    return new Customer(system, words, user, await openBrowser(t, browserName, { serverCaFile }));
  };
  /** A step of the job; when it fails, those after it would only fail because of it. */
  const step = async (name: string, take: () => Promise<void>): Promise<void> => {
    let isDone = false;
    await t.test(name, async () => {
      await take();
      isDone = true;
    });
    if (!isDone) throw new Error(`stopped at "${name}"`);
  };
  const user = await personAs(userOf("user"));
  const { page, browser } = user;

  await step("without a certificate the login page says so and offers to acquire one", async () => {
    await user.openLoginScreen();
    await press(page, "ログイン （電子証明書方式）");
    await sees(page, "電子証明書の取得へ");
    await sees(page, "NO_CERTIFICATE_PRESENTED");
  });

  let first = "";
  await step("acquire, and log in with the browser still open", async () => {
    first = (await user.acquire()).serial;
    await press(page, "もう一度証明書を選ぶ");
    await browser.answerCertificateDialog("ok");
    await user.enterLoginSecret();
    assert.match(await visibleText(page), /電子証明書有効期限|有効期限/);
    await user.logOut();
  });

  await step("a cancelled dialog, chosen again, logs in", async () => {
    await user.openLoginScreen();
    await press(page, "ログイン （電子証明書方式）");
    await browser.answerCertificateDialog("cancel");
    await sees(page, "NO_CERTIFICATE_PRESENTED");
    await press(page, "もう一度証明書を選ぶ");
    await browser.answerCertificateDialog("ok");
    await user.enterLoginSecret();
  });

  const administrator = await personAs(userOf(words.revoker));
  await step("the administrator revokes it in the portal", async () => {
    await administrator.acquire();
    await administrator.logIn();
    const { userName } = await nameOfUser(system, userOf("user"));
    await revokeInPortal(administrator, words, userName);
  });

  await step("the open session ends, and the next login is refused with the reason", async () => {
    await page.reload();
    await sees(page, "SESSION_CERTIFICATE_REVOKED");
    await user.openLoginScreen();
    await press(page, "ログイン （電子証明書方式）");
    await browser.answerCertificateDialog("ok");
    await sees(page, "CERTIFICATE_REVOKED");
    await sees(page, "電子証明書でログインできませんでした");
    assert.deepEqual(await user.certificates(), [{ serial: first, state: "revoked", revocation: "revoked" }]);
  });

  await step("acquired again, it logs in", async () => {
    const second = await user.acquire();
    assert.notEqual(second.serial, first);
    assert.deepEqual(second.unusable, [first], "the application offers to take the revoked one away");
    await user.deleteCertificate(first);
    await user.logIn();
    assert.deepEqual(await user.certificates(), [
      { serial: second.serial, state: "valid", revocation: "good" },
    ]);
  });
};

const nameOfUser = async (system: TestSystem, user: DemonstrationUser): Promise<{ userName: string }> => {
  const institution = system.context.institutions.byId(user["institution"] ?? "");
  assert.ok(institution);
  const found = await findUser(system.context, {
    institutionCode: institution.code,
    contractId: user["contractId"] ?? "",
    userId: user["userId"] ?? "",
  });
  assert.ok(found);
  return { userName: found.userName };
};
