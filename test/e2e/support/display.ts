import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { invariant } from "#shared/invariant.ts";
import { toolPath } from "./debian-tools.ts";

const run = promisify(execFile);

/** A visible window at the top level of a display. */
export interface TopWindow {
  readonly id: string;
  readonly name: string;
}

/** An X display of its own, with nothing else on it: keys go to the one window that has the focus. */
export interface Display {
  /** For `DISPLAY`. */
  readonly name: string;
  /** Presses a key as a person would: `Return`, `Escape`, `Down`. */
  press(key: string): Promise<void>;
  windows(): Promise<readonly TopWindow[]>;
  close(): Promise<void>;
}

/** Starts Xvfb on a free display. */
export const openDisplay = async (): Promise<Display> => {
  const xdotoolPath = toolPath("xdotool");
  const server = spawn(
    toolPath("Xvfb"),
    ["-displayfd", "3", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const reported = server.stdio[3];
  invariant(reported instanceof Readable, "Xvfb tells its number on descriptor 3");
  const failed = once(server, "exit").then(([code]) => {
    throw new Error(`Xvfb ended with ${String(code)}`);
  });
  const [number] = await Promise.race([once(reported, "data"), failed]);
  failed.catch(() => undefined);
  const name = `:${String(number).trim()}`;
  const xdotool = async (...values: string[]): Promise<string> => {
    const { stdout } = await run(xdotoolPath, values, { env: { ...process.env, DISPLAY: name } });
    return stdout;
  };
  return {
    name,
    press: async (key) => {
      await xdotool("key", key);
    },
    windows: async () => {
      const ids = (await xdotool("search", "--onlyvisible", "--maxdepth", "1", "--name", ""))
        .trim()
        .split("\n");
      // The first is the root window. A window may close while it is looked at.
      const named = ids.slice(1).map(async (id) => ({
        id,
        name: (await xdotool("getwindowname", id).catch(() => "(closed)")).trim(),
      }));
      return Promise.all(named);
    },
    close: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
};
