import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { once } from "node:events";
import { encodeRow, NO_DIGEST } from "#domain/audit/row.ts";
import { exportEnd, exportHeader, exportPages } from "#domain/audit/export.ts";
import { auditLinker } from "#domain/audit/link.ts";
import { verifyDatabase } from "#domain/audit/verify-database.ts";
import { verifyExport } from "#domain/audit/verify-export.ts";
import { fileLines } from "../src/system/audit-lines.ts";
import type { Benchmark, Figure } from "./figure.ts";
import { startBenchAuthority, type BenchAuthority } from "./support/bench-authority.ts";

const SIZES = [10_000, 1_000_000];
/** Rows that are linked beyond the measured ones, to see whether linking slows down as the record grows. */
const BURST = 5_000;
const CODE = "9001";

/** Rows as issuing writes them. */
const fill = async (bench: BenchAuthority, count: number): Promise<void> => {
  await bench.asOwner(
    `insert into audit_event (institution_code, at, event, actor_kind, actor, contract_id, user_id, certificate_serial,
       support_id, address, facts)
     select '${CODE}', now(), 'certificate.prepared', 'user', 'B1/u' || n, 'B1', 'u' || n, md5(n::text), 'BENCH-00000',
       '192.0.2.1', jsonb_build_object('issuerId', 'bizsol-g1', 'notAfter', '2027-11-23T04:12:00Z', 'keyAlgorithm',
       'P-256', 'confirmationMethod', 'signature', 'crlShard', 1, 'publicKeyDigest', md5(n::text) || md5(n::text))
     from generate_series(1, $1::int) n`,
    [count],
  );
};

interface Rate {
  readonly perSecond: number;
  /** For a reader on a busy machine: what it costs this process. */
  readonly note: string;
}

const rateOf = async (rows: number, work: () => Promise<unknown>): Promise<Rate> => {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const perSecond = (rows / (performance.now() - start)) * 1000;
  return { perSecond, note: `${((user + system) / rows).toFixed(0)} µs of Node's processor time a row` };
};

/** What reading and hashing these bytes costs at least: one line after the other by the fastest program at hand. */
const sha256sumPerSecond = (file: string, rows: number): number => {
  const start = performance.now();
  execFileSync("sha256sum", [file]);
  return (rows / (performance.now() - start)) * 1000;
};

const exportTo = async (bench: BenchAuthority, file: string): Promise<number> => {
  const stream = createWriteStream(file);
  const after = { sequence: 0, digest: NO_DIGEST };
  const write = async (lines: readonly string[]): Promise<void> => {
    if (!stream.write(`${lines.join("\n")}\n`)) await once(stream, "drain");
  };
  await write([exportHeader(bench.context, CODE, after)]);
  let [position, rows] = [after, 0];
  for await (const page of exportPages(bench.context, CODE, { after })) {
    if (page.lines.length > 0) await write(page.lines);
    position = page.position;
    rows += page.rows;
  }
  await write([exportEnd(position, rows)]);
  stream.end();
  await once(stream, "close");
  return rows;
};

const sound = async (
  report: Promise<{ readonly faultCount: number; readonly rows: number }>,
): Promise<void> => {
  const { faultCount } = await report;
  if (faultCount > 0) throw new Error(`the record has ${faultCount} faults`);
};

const measure = async (
  bench: BenchAuthority,
  folder: string,
  size: number,
  present: number,
): Promise<Figure[]> => {
  const linker = auditLinker(bench.context.database);
  await fill(bench, size - present - BURST);
  await linker.linkAll();
  await bench.asOwner("vacuum analyze audit_event");
  await bench.asOwner("vacuum analyze audit_link");
  await fill(bench, BURST);
  const linked = await rateOf(BURST, () => linker.linkAll());
  const verified = await rateOf(size, () => sound(verifyDatabase(bench.context, CODE)));
  const file = path.join(folder, `export-${size}.jsonl`);
  const exported = await rateOf(size, () => exportTo(bench, file));
  const offline = await rateOf(size, () => sound(verifyExport(fileLines(file))));
  const peerValue = sha256sumPerSecond(file, size);
  const rows = size === 10_000 ? "10^4" : "10^6";
  const bytes = Buffer.byteLength(
    encodeRow({
      institutionCode: CODE,
      eventId: 1_000_000,
      at: "2026-11-22T04:12:00.000000Z",
      event: "certificate.prepared",
      actorKind: "user",
      actor: "B1/u1000000",
      contractId: "B1",
      userId: "u1000000",
      certificateSerial: "0".repeat(32),
      supportId: "BENCH-00000",
      address: "192.0.2.1",
      facts: "x".repeat(230),
      sequence: 1_000_000,
      previous: NO_DIGEST,
    }),
  );
  await rm(file);
  return [
    {
      name: `audit-link-${size}`,
      value: linked.perSecond,
      unit: "rows/s",
      peer: null,
      peerValue: null,
      notes: [`${BURST} rows linked at the end of a record of ${rows}, one process, durable`, linked.note],
    },
    {
      name: `audit-verify-${size}`,
      value: verified.perSecond,
      unit: "rows/s",
      peer: null,
      peerValue: null,
      notes: [`the whole record of ${rows} rows in the database`, verified.note],
    },
    {
      name: `audit-export-${size}`,
      value: exported.perSecond,
      unit: "rows/s",
      peer: null,
      peerValue: null,
      notes: [exported.note],
    },
    {
      name: `audit-verify-offline-${size}`,
      value: offline.perSecond,
      unit: "rows/s",
      peer: "sha256sum over the same file (the bound: it neither parses nor looks at the order)",
      peerValue,
      notes: [`some ${bytes} bytes a row`, offline.note],
    },
  ];
};

/** The audit chain: linking, verifying, exporting, at 10^4 and 10^6 rows. */
export const auditBenchmark: Benchmark = {
  name: "audit",
  description: "audit chain: rows linked, verified and exported a second, at 10^4 and 10^6 rows",
  run: async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "tegata-bench-audit-"));
    const bench = await startBenchAuthority(folder);
    try {
      const figures: Figure[] = [];
      let present = 0;
      for (const size of SIZES) {
        figures.push(...(await measure(bench, folder, size, present)));
        present = size;
      }
      return figures;
    } finally {
      await bench.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
