import path from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { saveCorpus, saveFinding } from "./saved.ts";
import { targetNames } from "./targets.ts";
import { MAX_SHARED_INPUT_BYTES, SHARED_HEAD_BYTES, type WorkerOrder, type WorkerReport } from "./worker.ts";

/** npm run fuzz -- [TARGET…] [--seconds N] [--seed N] [--save]: fuzzes the targets one after the other. */

const TARGETS = targetNames();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string" },
    save: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Date.now() % 0x7fff_ffff : Number(values.seed);
const unknown = positionals.filter((name) => !TARGETS.includes(name));
if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error(
    `usage: npm run fuzz -- [TARGET…] [--seconds N] [--seed N] [--save]\ntargets: ${TARGETS.join(", ")}`,
  );
  process.exit(2);
}

/** No execution may take longer than this; what does is a hang. */
const HANG_MILLISECONDS = 20_000;
const HEAP_MEGABYTES = 768;

/** `input` undefined: the target failed before it was given any. */
type Outcome = WorkerReport | { readonly failed: string; readonly input: Buffer | undefined };

const runTarget = (name: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const shared = new SharedArrayBuffer(SHARED_HEAD_BYTES + MAX_SHARED_INPUT_BYTES);
    const counts = new Int32Array(shared, 0, 2);
    const order: WorkerOrder = { name, seed, milliseconds: seconds * 1000, shared };
    const worker = new Worker(path.join(import.meta.dirname, "worker.ts"), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    let before = -1;
    const fail = (failed: string): void => {
      clearInterval(watch);
      const octets = new Uint8Array(shared, SHARED_HEAD_BYTES, counts[1] ?? 0);
      const input = counts[0] === 0 ? undefined : Buffer.from(octets);
      void worker.terminate().then(() => resolve({ failed, input }));
    };
    const watch = setInterval(() => {
      const now = counts[0] ?? 0;
      if (now === before && now > 0) fail(`hangs for ${HANG_MILLISECONDS / 1000} s`);
      before = now;
    }, HANG_MILLISECONDS);
    worker.on("error", (error) => fail(String(error)));
    worker.on("message", (report: WorkerReport) => {
      clearInterval(watch);
      resolve(report);
    });
  });

const show = (name: string, kind: string, message: string, input: Buffer | undefined): void => {
  if (input === undefined) {
    console.log(`  DOES NOT RUN: ${message}`);
    return;
  }
  const file = saveFinding(name, kind, Buffer.from(input));
  console.log(`  FOUND ${kind}: ${message.slice(0, 300)}\n    ${path.relative(process.cwd(), file)}`);
};

console.log(`seed ${seed}, ${seconds} s a target`);
let found = 0;
for (const name of positionals.length > 0 ? positionals : TARGETS) {
  const outcome = await runTarget(name);
  if ("failed" in outcome) {
    found += 1;
    console.log(name);
    show(name, outcome.failed.slice(0, 60), outcome.failed, outcome.input);
    continue;
  }
  const { executions, milliseconds, branches, taken, corpus, findings } = outcome;
  const rate = Math.round((executions * 1000) / milliseconds);
  console.log(
    `${name}: ${executions} executions, ${rate}/s, ${taken} of ${branches} branches, corpus ${corpus.length}, findings ${findings.length}`,
  );
  for (const { kind, message, input } of findings) show(name, kind, message, input);
  found += findings.length;
  if (values.save)
    saveCorpus(
      name,
      corpus.map((input) => Buffer.from(input)),
    );
}
process.exitCode = found === 0 ? 0 : 1;
