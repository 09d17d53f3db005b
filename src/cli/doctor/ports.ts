import { createServer } from "node:net";
import type { Config } from "../../config.ts";
import type { Finding } from "./check.ts";

/** Whether our validation port answers as `tegata serve` does. */
const isServing = async ({ listenAddress, ports }: Config): Promise<boolean> => {
  const host = listenAddress.includes(":") ? `[${listenAddress}]` : listenAddress;
  try {
    const signal = AbortSignal.timeout(2_000);
    return (await fetch(`http://${host}:${ports.validation}/healthz`, { signal })).ok;
  } catch {
    return false;
  }
};

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** Whether the servers run, or else could: their ports are free. */
export const checkPorts = async (config: Config): Promise<Finding[]> => {
  if (await isServing(config)) return [{ name: "servers", state: "good", detail: "running" }];
  const taken: string[] = [];
  for (const [name, port] of Object.entries(config.ports))
    if (port !== 0 && !(await isFree(config.listenAddress, port))) taken.push(`${port} (${name})`);
  return [
    {
      name: "servers",
      state: taken.length === 0 ? "good" : "bad",
      detail:
        taken.length === 0
          ? "not running; their ports are free"
          : `not running, and ports are taken: ${taken.join(", ")}`,
    },
  ];
};
