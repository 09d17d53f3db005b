import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import type { BrowserSettings, StartedBrowser } from "./browser.ts";
import { toolPath } from "./debian-tools.ts";
import { makeNssDatabase } from "./nss-database.ts";

const DIALOG_ADDRESS = "chrome://pippki/content/clientauthask.xhtml";

/** A profile in the place where Firefox and the issuing application look for it. */
const makeProfile = (home: string, serverCaFile: string): string => {
  const directory = join(home, ".mozilla", "firefox");
  const profile = join(directory, "test.default-esr");
  mkdirSync(profile, { recursive: true });
  writeFileSync(
    join(directory, "profiles.ini"),
    "[Profile0]\nName=default-esr\nIsRelative=1\nPath=test.default-esr\nDefault=1\n",
  );
  makeNssDatabase(profile, serverCaFile);
  return profile;
};

/** The raw WebDriver BiDi connection, by which windows of the browser itself can be asked about. */
interface BidiConnection {
  send(method: string, parameters: Record<string, unknown>): Promise<unknown>;
}

/** Starts Debian's Firefox ESR, headed, driven over WebDriver BiDi. */
export const startFirefox = async ({
  home,
  display,
  serverCaFile,
  language,
}: BrowserSettings): Promise<StartedBrowser> => {
  const { XDG_CONFIG_HOME: _config, ...inherited } = process.env;
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: toolPath("firefox-esr"),
    headless: false,
    userDataDir: makeProfile(home, serverCaFile),
    defaultViewport: null,
    env: { ...inherited, HOME: home, DISPLAY: display.name, MOZ_ENABLE_WAYLAND: "0" },
    // Lets us see whether the dialog is open; it is answered by keys all the same.
    args: ["--remote-allow-system-access"],
    extraPrefsFirefox: {
      "security.default_personal_cert": "Ask Every Time",
      "intl.accept_languages": language,
      "signon.rememberSignons": false,
    },
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- puppeteer has it and keeps it out of its types
  const { connection } = browser as unknown as { connection: BidiConnection };
  return {
    browser,
    isCertificateDialogOpen: async () => {
      const tree = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
      return JSON.stringify(tree).includes(DIALOG_ADDRESS);
    },
  };
};
