import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { writeLog } from "../cli/log-file.ts";
import { type CommonOptions, DEFAULT_SERVER } from "../cli/options.ts";
import { openKeyStore, thisDevice } from "../cli/run.ts";
import { systemLanguage } from "../cli/texts.ts";
import { Memory } from "../core/memory.ts";
import { stateDirectory } from "../state-directory.ts";
import { VERSION } from "../version.ts";
import { answerRequest } from "./answers.ts";
import { openWindow } from "./browser.ts";
import { Desk } from "./desk.ts";
import { announce, handOver, writeLaunchPage } from "./instance.ts";
import { readLink } from "./link.ts";
import { type Place, placesOf } from "./places.ts";
import { startWindowServer } from "./server.ts";

/** Options of `tegata-issuer window`. */
export interface WindowOptions extends CommonOptions {
  /** `tegata-issuer://…`, from the portal. */
  readonly link?: string;
  /** More arguments for the browser that shows the window. */
  readonly browserArguments: readonly string[];
  /** Print the launch address instead of opening a window: for tests, and for a browser of one's own. */
  readonly printAddress: boolean;
}

/** A window that closed may only have been loaded again; after this it has closed. */
const CLOSED_MILLISECONDS = 3_000;
/** A window that was asked for and never came. */
const NEVER_OPENED_MILLISECONDS = 120_000;

/** Runs the window until it is closed. @returns the exit code. */
export const runWindow = async (options: WindowOptions): Promise<number> => {
  const directory = stateDirectory();
  if (await handOver(directory, options.link)) return 0;

  const memory = new Memory(join(directory, "memory.json"));
  const logFile = join(directory, "issuer.log");
  const told = {
    server: options.server ?? new URL(DEFAULT_SERVER),
    institution: options.institution,
    serverCaFile: options.serverCa,
  };
  const { deviceName, osUser } = thisDevice(undefined);
  let language = options.language ?? systemLanguage(process.env);
  let linked: Place | undefined;
  const places = (): readonly Place[] => placesOf(memory, linked ?? told);

  const desk = new Desk({
    device: { deviceName, osUser },
    version: VERSION,
    memory,
    clock: systemClock,
    random: systemRandom,
    environment: process.env,
    openKeyStore: (password, { create }) => openKeyStore(options, password, { create }),
    onEnd: (command, failed) =>
      writeLog(logFile, {
        at: systemClock.now(),
        command,
        outcome: failed?.code ?? "done",
        ...(failed === undefined ? {} : { supportId: failed.supportId, detail: failed.detail }),
      }),
  });

  const page = () => ({
    language,
    base: server.guard.base,
    version: desk.version,
    deviceName,
    osUser,
    timeZone: Temporal.Now.timeZoneId(),
    now: systemClock.now(),
    logFile,
  });

  const follow = (link: string | undefined): void => {
    if (link === undefined) return;
    const servers = [told.server.origin, ...memory.institutions().map((known) => known.server)];
    const read = readLink(link, servers);
    if (!read.ok) {
      desk.fail("list", read.refusal);
      return;
    }
    const { institution, server: origin } = read.value;
    linked = { institution, server: origin, name: undefined, serverCaFile: told.serverCaFile };
    void desk.refresh();
  };

  let windows = 0;
  let closing: NodeJS.Timeout | undefined;
  let finish: (code: number) => void = () => undefined;
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const endIn = (milliseconds: number): void => {
    clearTimeout(closing);
    // Work that is under way is brought to its end, or undone, first.
    closing = setTimeout(() => (desk.mayStop ? finish(0) : endIn(CLOSED_MILLISECONDS)), milliseconds);
  };

  const open = (): void => {
    const address = server.launchAddress();
    endIn(NEVER_OPENED_MILLISECONDS);
    if (options.printAddress) {
      process.stdout.write(`${address}\n`);
      return;
    }
    const file = writeLaunchPage(directory, address);
    openWindow({
      address: pathToFileURL(file).href,
      profile: join(directory, "window-profile"),
      browserArguments: options.browserArguments,
    });
  };

  const server = await startWindowServer({
    random: systemRandom,
    answer: (request) =>
      answerRequest(
        {
          desk,
          places,
          page,
          changeLanguage: (wanted) => {
            language = wanted;
          },
        },
        request,
      ),
    version: () => desk.version,
    listen: (listener) => desk.listen(listener),
    onFault: (error) =>
      writeLog(logFile, {
        at: systemClock.now(),
        command: "window",
        outcome: "APPLICATION_FAULT",
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    onHandover: (link) => {
      follow(link);
      if (windows === 0) open();
    },
    onWindows: (count) => {
      windows = count;
      clearTimeout(closing);
      if (count === 0) endIn(CLOSED_MILLISECONDS);
      const launchPage = join(directory, "launch.html");
      if (count > 0 && existsSync(launchPage)) rmSync(launchPage, { force: true });
    },
  });
  const withdraw = announce(directory, { port: server.port, secret: server.guard.handoverSecret });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => finish(130));
  follow(options.link);
  void desk.refresh();
  open();
  const code = await finished;
  withdraw();
  await server.close();
  return code;
};
