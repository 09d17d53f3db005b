import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Browsers that show one page in a window of its own (`--app`), the first that is there. */
const NAMES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    "microsoft-edge",
    "microsoft-edge-stable",
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
  ],
  // Every Windows 10 and 11 has Edge; its place is the same on all of them.
  win32: [
    String.raw`Microsoft\Edge\Application\msedge.exe`,
    String.raw`Google\Chrome\Application\chrome.exe`,
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
};

type Environment = Readonly<Record<string, string | undefined>>;

const foldersOf = (platform: NodeJS.Platform, environment: Environment): string[] => {
  const names = platform === "win32" ? ["ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"] : ["PATH"];
  return names.flatMap((name) => (environment[name] ?? "").split(platform === "win32" ? ";" : delimiter));
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser that shows the window; undefined where there is none. */
export const findBrowser = (platform: NodeJS.Platform, environment: Environment): string | undefined =>
  (NAMES[platform] ?? [])
    .flatMap((name) =>
      isAbsolute(name)
        ? [name]
        : foldersOf(platform, environment)
            .filter((folder) => folder !== "")
            .map((folder) => join(folder, name)),
    )
    .find(isProgram);

/** What makes the browser a plain window: a profile of its own, so that nothing of the person's browsing touches it. */
const argumentsFor = (address: string, profile: string): string[] => [
  `--app=${address}`,
  `--user-data-dir=${profile}`,
  "--window-size=880,760",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-extensions",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-features=Translate,AutofillServerCommunication",
  "--password-store=basic",
];

/** How a program opens the person's own browser, where none of ours is there. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  linux: ["xdg-open"],
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

export interface OpenOptions {
  /** A page on this machine that leads to the window. */
  readonly address: string;
  /** Folder for the browser's profile. */
  readonly profile: string;
  /** More arguments for the browser: tests run it as root. */
  readonly browserArguments: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly environment?: Environment;
}

/** Opens the window; undefined where no browser could be started. */
export const openWindow = (options: OpenOptions): ChildProcess | undefined => {
  const { address, profile, browserArguments } = options;
  const platform = options.platform ?? process.platform;
  const environment = options.environment ?? process.env;
  const browser = findBrowser(platform, environment);
  const [opener, ...openerArguments] = OPENERS[platform] ?? [];
  const program = browser ?? opener;
  if (program === undefined) return undefined;
  const given =
    browser === undefined
      ? [...openerArguments, address]
      : [...argumentsFor(address, profile), ...browserArguments];
  const child = spawn(program, given, { stdio: "ignore", windowsHide: false });
  // Told by the window never opening; nothing else can be done here.
  child.on("error", () => undefined);
  return child;
};
