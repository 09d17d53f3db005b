import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import { CRL_SHARD_CAPACITY } from "#domain/certificate/crl-shards.ts";
import { openDatabase } from "#platform/database/database.ts";
import { startBenchAuthority, type BenchAuthority } from "./bench-authority.ts";
import { fillCertificates } from "./population.ts";

/** One making of all lists. */
export interface CrlPublication {
  readonly seconds: number;
  /** Of this process, all its threads. */
  readonly cpuSeconds: number;
  readonly made: number;
}

/** An authority whose record holds so many revoked certificates, and some that can be revoked. */
export interface CrlWorld {
  readonly bench: BenchAuthority;
  readonly folder: string;
  readonly revoked: number;
  /** Serials of active certificates, all of the shard that half of the last revoked ones are in. */
  readonly active: readonly string[];
  /** Makes all lists that are due: as a worker that has been running, or as one that has no list in memory yet. */
  publish(worker: "running" | "fresh"): Promise<CrlPublication>;
  /** All lists are half a day old. */
  age(): Promise<void>;
  stop(): Promise<void>;
}

/** Half a shard more than whole shards, so that the last list that revocations change is half full at any size. */
const roundToShards = (about: number): number =>
  Math.max(1, Math.round(about / CRL_SHARD_CAPACITY)) * CRL_SHARD_CAPACITY + CRL_SHARD_CAPACITY / 2;

/** Makes the world with about so many revoked certificates, without any list yet. */
export const startCrlWorld = async (about: number): Promise<CrlWorld> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-crl-"));
  const bench = await startBenchAuthority(folder);
  const revoked = roundToShards(about);
  await fillCertificates(bench, { count: revoked + CRL_SHARD_CAPACITY / 2, revoked });
  await bench.asOwner(
    `insert into crl_shard (institution_code, issuer_id, shard, capacity, allotted, covers_until)
     select institution_code, issuer_id, crl_shard, $1, $1, max(not_after) from certificate group by 1, 2, 3`,
    [CRL_SHARD_CAPACITY],
  );
  // As after a night: statistics and visibility are known.
  await bench.asOwner("vacuum analyze certificate");
  const { rows } = await bench.asOwner(
    "select serial from certificate where state = 'active' and crl_shard = $1 order by serial limit 400",
    [Math.floor(revoked / CRL_SHARD_CAPACITY)],
  );
  return {
    bench,
    folder,
    revoked,
    active: rows.map(({ serial }: { serial: string }) => serial),
    publish: async (worker) => {
      const database =
        worker === "running"
          ? bench.context.database
          : await openDatabase({ connectionString: bench.connectionString, connections: 8 });
      const cpuBefore = process.cpuUsage();
      const begun = performance.now();
      const { made } = await publishCrls({ ...bench.context, database }, bench.authority);
      const seconds = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(cpuBefore);
      if (worker === "fresh") await database.close();
      return { seconds, cpuSeconds: (user + system) / 1e6, made };
    },
    age: async () => {
      await bench.asOwner("update crl set this_update = this_update - interval '12 hours'");
    },
    stop: async () => {
      await bench.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
