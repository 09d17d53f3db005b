import { z } from "zod";
import { currentCrl } from "#domain/certificate/crls.ts";
import { fullCrl } from "#domain/certificate/crl-full.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { serialsOfEntries } from "#pki/crl/entry-list.ts";
import { shardName } from "#domain/certificate-authority/addresses.ts";
import { CRL_SHARD_CAPACITY } from "#domain/certificate/crl-shards.ts";
import type { Benchmark, Figure } from "./figure.ts";
import { startCrlWorld, type CrlPublication, type CrlWorld } from "./support/crl-world.ts";
import { opensslGenCrl } from "./support/openssl-gencrl.ts";

const sizes = z.object({ octets: z.number(), entries: z.number() });

const SIZES = [10_000, 100_000, 1_000_000] as const;
const WARM_UP = 20;
const REVOCATIONS = 150;
const FRESHNESS_SAMPLES = 30;

const middle = (samples: readonly number[]): number =>
  [...samples].sort((left, right) => left - right)[Math.floor(samples.length / 2)] ?? Number.NaN;

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

interface Measured {
  readonly revoked: number;
  /** Milliseconds, in the middle. */
  readonly revoke: number;
  /** Milliseconds of processor time of this process for a revocation. */
  readonly revokeCpu: number;
  /** Milliseconds from the end of a revocation to the octets of a list that shows it. */
  readonly freshness: number;
}

const measureRevoking = async (world: CrlWorld): Promise<Measured> => {
  const { bench } = world;
  const { context, authority, institution } = bench;
  const serials = [...world.active];
  const revokeNext = async (): Promise<string> => {
    const serial = serials.pop();
    if (serial === undefined) throw new Error("no certificate left to revoke");
    const revoked = await revokeCertificate(context, {
      institution,
      serial,
      reason: "keyCompromise",
      actor: { kind: "staff", name: "bench" },
    });
    if (!revoked.ok) throw new Error(revoked.refusal.code);
    return serial;
  };
  for (let round = 0; round < WARM_UP; round += 1) await revokeNext();
  const cpuBefore = process.cpuUsage();
  const samples: number[] = [];
  for (let round = 0; round < REVOCATIONS; round += 1) samples.push(await milliseconds(revokeNext));
  const { user, system } = process.cpuUsage(cpuBefore);
  const { issuerId } = authority.issuingFor(institution.family);
  const name = shardName(institution.code, Math.floor(world.revoked / CRL_SHARD_CAPACITY));
  const freshness: number[] = [];
  for (let round = 0; round < FRESHNESS_SAMPLES; round += 1) {
    const serial = await revokeNext();
    freshness.push(
      await milliseconds(async () => {
        const list = await currentCrl(context, authority, issuerId, name);
        if (list === undefined || !serialsOfEntries(list.parts[1] ?? Buffer.alloc(0)).includes(serial)) {
          throw new Error("the list does not show the revocation");
        }
      }),
    );
  }
  return {
    revoked: world.revoked,
    revoke: middle(samples),
    revokeCpu: (user + system) / 1000 / REVOCATIONS,
    freshness: middle(freshness),
  };
};

const ROUNDS = 3;

/** All lists made anew for their age, the round in the middle. */
const refresh = async (world: CrlWorld, worker: "running" | "fresh"): Promise<CrlPublication> => {
  const runs: CrlPublication[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await world.age();
    runs.push(await world.publish(worker));
  }
  const [, inTheMiddle] = runs.toSorted((left, right) => left.seconds - right.seconds);
  if (inTheMiddle === undefined) throw new Error("no round");
  return inTheMiddle;
};

const told = ({ seconds, cpuSeconds, made }: CrlPublication): string =>
  `${made} lists in ${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of Node's processor time)`;

/** The lists of the largest world: from kept entries, from the record, and in full, beside openssl. */
const measureWholeSet = async (world: CrlWorld, fromRecord: CrlPublication): Promise<Figure[]> => {
  const { bench, revoked } = world;
  await world.age();
  await world.publish("running");
  const running = await refresh(world, "running");
  const fresh = await refresh(world, "fresh");
  const { rows } = await bench.asOwner(
    "select sum(length(head) + length(entries) + length(tail))::float8 as octets, sum(entry_count)::int as entries from crl",
  );
  const { octets, entries } = sizes.parse(rows[0]);
  const openssl = opensslGenCrl(world.folder, revoked);
  const issuer = bench.authority.issuingFor(bench.institution.family);
  let fullOctets = 0;
  const fullSeconds =
    (await milliseconds(async () => {
      fullOctets = (await fullCrl(bench.context, issuer)).crl.length;
    })) / 1000;
  const peer = `${openssl.version} ca -gencrl`;
  const figure = (name: string, seconds: number, note: string): Figure => ({
    name,
    value: entries / seconds,
    unit: "entries/s",
    peer,
    peerValue: revoked / openssl.seconds,
    notes: [note],
  });
  return [
    figure(
      "crl-set",
      running.seconds,
      `all lists of ${entries} revoked certificates made anew by the worker that made them before, signed, verified, linted and recorded durably: ${told(running)}; openssl: one list in a file, ${openssl.seconds.toFixed(1)} s`,
    ),
    figure("crl-set-fresh", fresh.seconds, `the same by a worker that just started: ${told(fresh)}`),
    figure(
      "crl-set-from-record",
      fromRecord.seconds,
      `the same from the certificates' rows, for the first time: ${told(fromRecord)}`,
    ),
    figure(
      "crl-full",
      fullSeconds,
      `one list of everything, on request: ${fullSeconds.toFixed(2)} s, ${fullOctets} bytes`,
    ),
    {
      name: "crl-bytes",
      value: octets / entries,
      unit: "bytes/entry",
      peer,
      peerValue: openssl.octets / revoked,
      notes: ["all signatures and addresses counted; serials of 16 octets, three in four with a reason"],
    },
  ];
};

const besideSmallest = (
  name: string,
  unit: string,
  measured: readonly Measured[],
  valueOf: (one: Measured) => number,
  note: string,
): Figure[] => {
  const [smallest, ...others] = measured;
  if (smallest === undefined) return [];
  return others.map((one) => ({
    name: `${name}-${one.revoked}`,
    value: valueOf(one),
    unit,
    peer: `the same with ${smallest.revoked} revoked`,
    peerValue: valueOf(smallest),
    notes: [note],
  }));
};

export const crlBenchmark: Benchmark = {
  name: "crl",
  description:
    "revocation lists: cost of revoking, freshness, the whole set, by number of revoked certificates",
  run: async () => {
    const measured: Measured[] = [];
    const wholeSet: Figure[] = [];
    for (const size of SIZES) {
      const world = await startCrlWorld(size);
      try {
        const fromRecord = await world.publish("fresh");
        measured.push(await measureRevoking(world));
        if (size === SIZES.at(-1)) wholeSet.push(...(await measureWholeSet(world, fromRecord)));
      } finally {
        await world.stop();
      }
    }
    return [
      ...besideSmallest(
        "crl-revoke",
        "ms",
        measured,
        ({ revoke }) => revoke,
        "one at a time, durable, with audit row, mail and everything: the one in the middle",
      ),
      ...besideSmallest(
        "crl-revoke-cpu",
        "ms",
        measured,
        ({ revokeCpu }) => revokeCpu,
        "processor time of Node for a revocation",
      ),
      ...besideSmallest(
        "crl-freshness",
        "ms",
        measured,
        ({ freshness }) => freshness,
        "from the end of a revocation to a list of some 4,200 entries that shows it, made because it was asked for; by itself it is made within 2 to 4 s",
      ),
      ...wholeSet,
    ];
  },
};
