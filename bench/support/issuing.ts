import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cpuUsageSchema, startChildServer, type ChildServer } from "./child-server.ts";
import type { LoadResult } from "./load.ts";
import { postgresSeconds } from "./processor-time.ts";
import { layOutPost, sendAll } from "./raw-client.ts";

/** What issuing took, beside how fast it was. */
export interface IssuingResult extends LoadResult {
  /** Milliseconds of processor time for each certificate. */
  readonly node: number;
  readonly postgres: number;
  readonly client: number;
}

export interface IssuingPlan {
  /** Processes that issue; they share the database. */
  readonly processes: 1 | 2;
  readonly connections: number;
  /** Certificates of others that are there already. */
  readonly population: number;
  /** Sent before measuring begins. */
  readonly warmUp: number;
}

const nodeSeconds = async (servers: readonly ChildServer[]): Promise<number> => {
  let seconds = 0;
  for (const { address } of servers) {
    const { user, system } = cpuUsageSchema.parse(await (await fetch(`${address}/usage`)).json());
    seconds += (user + system) / 1e6;
  }
  return seconds;
};

const startServers = async (folder: string, count: number, plan: IssuingPlan): Promise<ChildServer[]> => {
  const first = await startChildServer("issue-server.ts", [folder, String(count), String(plan.population)]);
  if (plan.processes === 1) return [first];
  return [first, await startChildServer("issue-server.ts", [folder, String(count), first.facts])];
};

/** Issues a certificate for each request, durably, by our own processes over a PostgreSQL with fsync. */
export const measureIssuing = async (
  requests: readonly Buffer[],
  plan: IssuingPlan,
): Promise<IssuingResult> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-issue-"));
  const servers = await startServers(folder, requests.length, plan);
  try {
    const targets = servers.map(({ address }) => ({ port: Number(new URL(address).port), isTls: false }));
    const laidOut = requests.map((request, index) => layOutPost(`/${index}`, "application/pkcs10", request));
    const { connections, warmUp } = plan;
    await sendAll(targets, connections, laidOut.slice(0, warmUp));
    const before = { node: await nodeSeconds(servers), postgres: postgresSeconds(folder) };
    const clientBefore = process.cpuUsage();
    const result = await sendAll(targets, connections, laidOut.slice(warmUp));
    const client = process.cpuUsage(clientBefore);
    const each = (seconds: number): number => (seconds * 1000) / (requests.length - warmUp);
    return {
      ...result,
      node: each((await nodeSeconds(servers)) - before.node),
      postgres: each(postgresSeconds(folder) - before.postgres),
      client: each((client.user + client.system) / 1e6),
    };
  } finally {
    for (const server of servers.toReversed()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** `p50 12.3 ms, p99 45.6 ms` */
export const describeTimes = ({ p50, p99 }: LoadResult): string =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

/** Where the processor time of a certificate goes. */
export const describeProcessorTime = ({ node, postgres, client }: IssuingResult): string =>
  `processor time a certificate: Node ${node.toFixed(3)} ms, PostgreSQL ${postgres.toFixed(3)} ms, client ${client.toFixed(3)} ms`;
