import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { HANDOVER_PATH } from "./guard.ts";

/** How a second start of the program finds the first. Readable by this OS user only. */
const instanceSchema = z.object({ port: z.int().min(1).max(65_535), secret: z.string().min(16) });

type Instance = z.infer<typeof instanceSchema>;

const HANDOVER_MILLISECONDS = 3_000;

const fileIn = (directory: string): string => join(directory, "window.json");

const read = (directory: string): Instance | undefined => {
  try {
    return instanceSchema.parse(JSON.parse(readFileSync(fileIn(directory), "utf8")));
  } catch {
    return undefined;
  }
};

/** Gives `address` to the instance that runs already; false where none does. */
export const handOver = (directory: string, address: string | undefined): Promise<boolean> => {
  const running = read(directory);
  if (running === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: running.port,
        path: HANDOVER_PATH,
        method: "POST",
        headers: { authorization: `Bearer ${running.secret}` },
        signal: AbortSignal.timeout(HANDOVER_MILLISECONDS),
      },
      (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode === 204);
      },
    );
    // Nobody listens there, or something else does: the file is left of a run that was killed.
    outgoing.once("error", () => resolve(false));
    outgoing.end(address ?? "");
  });
};

/** Tells later starts where this one is; gives what takes that back. */
export const announce = (directory: string, instance: Instance): (() => void) => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = fileIn(directory);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(instance), { mode: 0o600, flag: "wx" });
  return () => {
    if (read(directory)?.secret === instance.secret) rmSync(file, { force: true });
  };
};

/**
 * A page in a file of this OS user that leads to `address`: an address on a command line could be read by every other
 * user of the machine.
 */
export const writeLaunchPage = (directory: string, address: string): string => {
  const file = join(directory, "launch.html");
  rmSync(file, { force: true });
  const page = `<!doctype html><meta charset="utf-8"><title>…</title><meta http-equiv="refresh" content="0;url=${address}">`;
  writeFileSync(file, page, { mode: 0o600, flag: "wx" });
  return file;
};
