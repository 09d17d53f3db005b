import { createHash, randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Benchmark, Figure } from "./figure.ts";
import { poster, runLoad, type LoadResult } from "./support/load.ts";
import { startOcspWorld, type OcspNodes, type OcspWorld } from "./support/ocsp-world.ts";
import { fillCertificates } from "./support/population.ts";

const SIZES = [10_000, 1_000_000] as const;
const CONNECTIONS = 4;
const REQUESTS = 1_500;
/** Both are measured so often in turn, for the machine is not equally quiet all the time; the median counts. */
const ROUNDS = 7;

/** The serial of certificate `n` of the population. */
const serialOf = (n: number): string => createHash("md5").update(`certificate ${n}`).digest("hex");

interface Contender {
  readonly count: number;
  readonly folder: string;
  readonly world: OcspWorld;
  readonly nodes: OcspNodes;
}

const start = async (count: number): Promise<Contender> => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tegata-bench-"));
  const world = await startOcspWorld(folder);
  await fillCertificates(world.bench, { count, revoked: count / 10 });
  // Nothing is kept: each question goes to the record.
  return { count, folder, world, nodes: await world.startNodes(1, 0) };
};

const load = ({ world, nodes, count }: Contender): Promise<LoadResult> => {
  const requests = Array.from({ length: REQUESTS }, () => world.requestFor([serialOf(randomInt(count))]));
  const post = poster(`${nodes.url}/ocsp`, CONNECTIONS, "application/ocsp-request");
  return runLoad(REQUESTS, CONNECTIONS, async (index) => {
    await post(requests[index] ?? "", "");
  });
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** The time of an answer about any certificate, read from the record, among few and among many. */
export const ocspRowsBenchmark: Benchmark = {
  name: "ocsp-rows",
  description: "OCSP answers from the record with 10⁴ and 10⁶ certificates (takes minutes)",
  run: async () => {
    const contenders = [await start(SIZES[0]), await start(SIZES[1])] as const;
    try {
      const results = contenders.map((): LoadResult[] => []);
      for (const contender of contenders) await load(contender);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [index, contender] of contenders.entries()) results[index]?.push(await load(contender));
      }
      const of = (index: number, read: (result: LoadResult) => number): number =>
        median((results[index] ?? []).map(read));
      const figure = (name: string, read: (result: LoadResult) => number): Figure => ({
        name,
        value: of(1, read),
        unit: "ms",
        peer: "the same with 10,000 certificates",
        peerValue: of(0, read),
        notes: [`POST about random ones of 1,000,000 certificates, ${CONNECTIONS} at a time, nothing kept`],
      });
      return [figure("ocsp-rows-p50", ({ p50 }) => p50), figure("ocsp-rows-p99", ({ p99 }) => p99)];
    } finally {
      for (const { nodes, world, folder } of contenders) {
        await nodes.stop();
        await world.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    }
  },
};
