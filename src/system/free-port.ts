import { createServer } from "node:net";

/** Below Linux's ephemeral range, so that no outgoing connection takes the port before its listener does. */
const FIRST = 20_000;
const COUNT = 12_000;

/** Where this process begins to look: processes that start together look at different places. */
let next = (process.pid * 97) % COUNT;

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });

/** A port that nothing listens on; never the same one twice in a process. */
export const freePort = async (host: string): Promise<number> => {
  for (let attempt = 0; attempt < COUNT; attempt += 1) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port, host)) return port;
  }
  throw new Error("no port is free");
};
