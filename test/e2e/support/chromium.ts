import { join } from "node:path";
import puppeteer from "puppeteer-core";
import type { BrowserSettings, StartedBrowser } from "./browser.ts";
import { toolPath } from "./debian-tools.ts";
import { makeNssDatabase } from "./nss-database.ts";

/** Starts Debian's Chromium, headed, with the NSS database of its home directory. */
export const startChromium = async ({
  home,
  display,
  serverCaFile,
  language,
}: BrowserSettings): Promise<StartedBrowser> => {
  makeNssDatabase(join(home, ".local", "share", "pki", "nssdb"), serverCaFile);
  const { XDG_DATA_HOME: _data, XDG_CONFIG_HOME: _config, ...inherited } = process.env;
  const browser = await puppeteer.launch({
    executablePath: toolPath("chromium"),
    headless: false,
    pipe: true,
    userDataDir: join(home, "chromium"),
    defaultViewport: null,
    env: { ...inherited, HOME: home, DISPLAY: display.name, LANGUAGE: language },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--accept-lang=${language}`,
    ],
  });
  return {
    browser,
    // The browser's own window is named after the page; the dialog is a window without a name.
    isCertificateDialogOpen: async () => (await display.windows()).some(({ name }) => name === ""),
  };
};
