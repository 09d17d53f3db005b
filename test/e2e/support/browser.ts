import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { startChromium } from "./chromium.ts";
import { type Display, openDisplay } from "./display.ts";
import { startFirefox } from "./firefox.ts";

/** Browsers in which the main job is tried. */
export const browserNames = ["chromium", "firefox"] as const;
export type BrowserName = (typeof browserNames)[number];

/** A started browser, before the common part is put around it. */
export interface StartedBrowser {
  readonly browser: Browser;
  /** Whether the dialog that asks for a client certificate is on the screen. */
  readonly isCertificateDialogOpen: () => Promise<boolean>;
}

/** What both browsers are started with. */
export interface BrowserSettings {
  readonly home: string;
  readonly display: Display;
  /** PEM: the only authority that the browser is made to trust besides its own. */
  readonly serverCaFile: string;
  /** Preferred language of pages, e.g. `ja`. */
  readonly language: string;
}

/** A real browser of one person: own home directory, own certificates, own screen. */
export interface TestBrowser {
  readonly name: BrowserName;
  /** HOME of this person; the issuing application run with it finds the same certificates. */
  readonly home: string;
  readonly page: Page;
  /** Waits for the certificate dialog and answers it with the keyboard. `ok` takes what is chosen when it opens. */
  answerCertificateDialog(answer: "ok" | "cancel"): Promise<void>;
  /** Waits for the certificate dialog and takes the last certificate of its list, which has no more than nine. */
  chooseLastCertificate(): Promise<void>;
  /** Whether the certificate dialog comes within some seconds. */
  certificateDialogOpens(seconds: number): Promise<boolean>;
}

const DIALOG_SECONDS = 20;
const POLL_MILLISECONDS = 100;
/** A dialog takes keys a moment after it is drawn. */
const SETTLE_MILLISECONDS = 400;
const KEY_REPEAT_MILLISECONDS = 1500;

const starters: Readonly<Record<BrowserName, (settings: BrowserSettings) => Promise<StartedBrowser>>> = {
  chromium: startChromium,
  firefox: startFirefox,
};

const until = async (condition: () => Promise<boolean>, milliseconds: number): Promise<boolean> => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if (await condition()) return true;
    await wait(POLL_MILLISECONDS);
  }
  return condition();
};

/** Opens a browser for one test; all of it is gone afterwards. */
export const openBrowser = async (
  t: TestContext,
  name: BrowserName,
  options: { readonly serverCaFile: string; readonly language?: string },
): Promise<TestBrowser> => {
  const home = mkdtempSync(join(tmpdir(), `tegata-${name}-`));
  const display = await openDisplay();
  const { serverCaFile, language = "ja" } = options;
  const removeAll = async (): Promise<void> => {
    await display.close();
    // Helper processes of the browser may still write for a moment.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  const settings = { home, display, serverCaFile, language };
  const { browser, isCertificateDialogOpen } = await starters[name](settings).catch(
    async (error: unknown) => {
      await removeAll();
      throw error;
    },
  );
  t.after(async () => {
    await browser.close();
    await removeAll();
  });
  const [first] = await browser.pages();
  const page = first ?? (await browser.newPage());
  const certificateDialogOpens = (seconds: number): Promise<boolean> =>
    until(isCertificateDialogOpen, seconds * 1000);
  const answerDialog = async (keys: readonly string[], answer: string): Promise<void> => {
    if (!(await certificateDialogOpens(DIALOG_SECONDS))) {
      throw new Error(`no certificate dialog after ${DIALOG_SECONDS} seconds at ${page.url()}`);
    }
    const isClosed = async (): Promise<boolean> => !(await isCertificateDialogOpen());
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await wait(SETTLE_MILLISECONDS);
      for (const key of keys) await display.press(key);
      if (await until(isClosed, KEY_REPEAT_MILLISECONDS)) return;
    }
    throw new Error(`the certificate dialog does not take ${answer}`);
  };
  return {
    name,
    home,
    page,
    certificateDialogOpens,
    answerCertificateDialog: (answer) => answerDialog([answer === "ok" ? "Return" : "Escape"], answer),
    // Down does nothing on the last one.
    chooseLastCertificate: () =>
      answerDialog([...Array.from({ length: 8 }, () => "Down"), "Return"], "the last"),
  };
};
