import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Benchmark, Figure } from "./figure.ts";
import type { LoadResult } from "./support/load.ts";
import { startOcspWorld, type OcspWorld } from "./support/ocsp-world.ts";
import { startOpensslOcsp, type OpensslOcsp } from "./support/openssl-ocsp.ts";
import { runPatient } from "./support/patient-client.ts";
import { processSeconds } from "./support/processor-time.ts";
import { layOutPost } from "./support/raw-client.ts";

const REQUESTS = 20_000;
const CONNECTIONS = 16;
const DIFFERENT_REQUESTS = 200;
const MEGABYTES = 64 * 1024 * 1024;
const REQUEST_TYPE = "application/ocsp-request";

interface Measured extends LoadResult {
  /** Microseconds of processor time for an answer, all threads of the answering processes. */
  readonly microseconds: number;
}

const load = async (port: number, requests: readonly Buffer[], seconds: () => number): Promise<Measured> => {
  await runPatient(port, requests, { count: REQUESTS / 4, connections: CONNECTIONS });
  const before = seconds();
  const result = await runPatient(port, requests, { count: REQUESTS, connections: CONNECTIONS });
  return { ...result, microseconds: ((seconds() - before) / REQUESTS) * 1_000_000 };
};

/** What is measured: each answer is signed for its nonce; the cache decides whether the record is read too. */
const VARIANTS = [
  ["ocsp-signed", 1, MEGABYTES, "with a nonce, signed each time, the standing known from before"],
  ["ocsp-signed-read", 1, 0, "with a nonce, signed each time, the record read each time"],
  ["ocsp-signed-2", 2, MEGABYTES, "as the first, two processes on one port"],
] as const;

const measureOwn = async (
  world: OcspWorld,
  [, processes, cacheBytes]: (typeof VARIANTS)[number],
): Promise<Measured> => {
  const nodes = await world.startNodes(processes, cacheBytes);
  const requests = Array.from({ length: DIFFERENT_REQUESTS }, () =>
    layOutPost("/ocsp", REQUEST_TYPE, world.requestFor([world.serial], randomBytes(16))),
  );
  try {
    return await load(nodes.port, requests, nodes.processSeconds);
  } finally {
    await nodes.stop();
  }
};

const figuresOf = (peer: Measured, peerName: string, results: readonly Measured[]): Figure[] =>
  VARIANTS.flatMap(([name, , , note], index): Figure[] => {
    const own = results[index] ?? peer;
    const notes = [
      `POST ${note}; p50 ${own.p50.toFixed(1)} ms, p99 ${own.p99.toFixed(1)} ms with ${CONNECTIONS} at a time`,
    ];
    return [
      { name, value: own.perSecond, unit: "answers/s", peer: peerName, peerValue: peer.perSecond, notes },
      {
        name: `${name}-cpu`,
        value: 1_000_000 / own.microseconds,
        unit: "answers per second of processor time",
        peer: peerName,
        peerValue: 1_000_000 / peer.microseconds,
        notes: [`${own.microseconds.toFixed(0)} µs against ${peer.microseconds.toFixed(0)} µs an answer`],
      },
    ];
  });

const measurePeer = (openssl: OpensslOcsp): Promise<Measured> =>
  load(openssl.port, [layOutPost("/", REQUEST_TYPE, openssl.request)], () =>
    processSeconds(openssl.process.pid),
  );

export const ocspSignedBenchmark: Benchmark = {
  name: "ocsp-signed",
  description: "OCSP answers signed when they are asked for",
  run: async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tegata-bench-"));
    const world = await startOcspWorld(folder);
    const openssl = await startOpensslOcsp(path.join(folder, "openssl"));
    try {
      const peer = await measurePeer(openssl);
      const results: Measured[] = [];
      for (const variant of VARIANTS) results.push(await measureOwn(world, variant));
      return figuresOf(peer, `${openssl.version} ocsp, P-256`, results);
    } finally {
      await openssl.stop();
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
