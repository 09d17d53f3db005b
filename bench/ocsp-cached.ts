import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Benchmark, Figure } from "./figure.ts";
import { findCfssl } from "./support/cfssl.ts";
import { startFixedNginx } from "./support/nginx.ts";
import { startOcspWorld, type OcspNodes, type OcspWorld } from "./support/ocsp-world.ts";
import { startProgram, waitForPort, type BackgroundProgram } from "./support/processes.ts";
import { runWrk, type WrkResult } from "./support/wrk.ts";
import { freePort } from "../src/system/free-port.ts";

const SECONDS = 4;
/** Everybody is measured so often in turn, for the machine is not equally quiet all the time; the median counts. */
const ROUNDS = 5;
const CONNECTIONS = 32;
const MEGABYTES = 64 * 1024 * 1024;

const load = (url: string): WrkResult => runWrk(url, { connections: CONNECTIONS, seconds: SECONDS });

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** Fetches until the answer is kept, and gives it. */
const warm = async (nodes: OcspNodes, target: string): Promise<Buffer> => {
  let body = Buffer.alloc(0);
  // Every process must have been asked; the kernel chooses which.
  for (let round = 0; round < 40; round += 1) {
    const answer = await fetch(nodes.url + target, { headers: { connection: "close" } });
    body = Buffer.from(await answer.arrayBuffer());
    await delay(20);
  }
  return body;
};

interface Peer extends BackgroundProgram {
  readonly version: string;
  readonly url: string;
}

/** `cfssl ocspserve` with this very answer from a file, kept in memory. */
const startCfsslOcsp = async (folder: string, answer: Buffer): Promise<Peer> => {
  const program = findCfssl();
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "responses");
  writeFileSync(file, `${answer.toString("base64")}\n`);
  const port = await freePort("127.0.0.1");
  const args = ["ocspserve", "-loglevel=5", "-address=127.0.0.1", `-port=${port}`, "-responses", file];
  const server = startProgram(program.path, args);
  await waitForPort(port);
  return { ...server, version: program.version, url: `http://127.0.0.1:${port}` };
};

const measure = async (world: OcspWorld, folder: string): Promise<readonly Figure[]> => {
  const target = world.pathFor(world.serial);
  const one = await world.startNodes(1, MEGABYTES);
  const answer = await warm(one, target);
  const cfssl = await startCfsslOcsp(path.join(folder, "cfssl"), answer);
  const nginx = await startFixedNginx(path.join(folder, "nginx"), answer.length);
  const two = await world.startNodes(2, MEGABYTES);
  await warm(two, target);
  const contenders: Readonly<Record<string, string>> = {
    one: one.url + target,
    cfssl: cfssl.url + target.replace("/ocsp", ""),
    nginx: `http://127.0.0.1:${nginx.port}${target}`,
    two: two.url + target,
  };
  const results = new Map<string, WrkResult[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, url] of Object.entries(contenders)) results.get(name)?.push(load(url));
  }
  for (const program of [one, two, cfssl, nginx]) await program.stop();
  const of = (name: string): number => median((results.get(name) ?? []).map(({ perSecond }) => perSecond));
  const p99 = (name: string): number => median((results.get(name) ?? []).map((result) => result.p99));
  const unit = "answers/s";
  const notes = [
    `GET, ${CONNECTIONS} kept connections, answer of ${answer.length} octets, median of ${ROUNDS} rounds in turn; p99 ${p99("one")} ms`,
  ];
  return [
    {
      name: "ocsp-cached",
      value: of("one"),
      unit,
      peer: `${cfssl.version} ocspserve`,
      peerValue: of("cfssl"),
      notes,
    },
    {
      name: "ocsp-cached-nginx",
      value: of("one"),
      unit,
      peer: `${nginx.version}, one worker, a fixed body of the same size`,
      peerValue: of("nginx"),
      notes: ["the same measurement"],
    },
    {
      name: "ocsp-cached-2",
      value: of("two"),
      unit,
      peer: "one process",
      peerValue: of("one"),
      notes: ["two processes on one port (TEGATA_SHARE_PORTS); wrk takes a core of its own"],
    },
  ];
};

/** Kept answers by GET, against a server of pre-signed answers and against nginx doing nothing at all. */
export const ocspCachedBenchmark: Benchmark = {
  name: "ocsp-cached",
  description: "OCSP answers from memory, by GET",
  run: async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tegata-bench-"));
    const world = await startOcspWorld(folder);
    try {
      return await measure(world, folder);
    } finally {
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
