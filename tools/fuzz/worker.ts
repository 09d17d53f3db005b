import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Coverage } from "./coverage.ts";
import { fuzzTarget, type FuzzResult } from "./fuzzer.ts";
import { savedCorpus, savedFindings } from "./saved.ts";
import { loadTarget } from "./targets.ts";

/** What a run of one target is given. */
export interface WorkerOrder {
  readonly name: string;
  readonly seed: number;
  readonly milliseconds: number;
  /** Where the input under way stands: [executions, its length], then its octets. */
  readonly shared: SharedArrayBuffer;
}

/** What it gives back. */
export interface WorkerReport extends FuzzResult {
  readonly branches: number;
  readonly taken: number;
}

/** Octets of {@link WorkerOrder.shared} before the input. */
export const SHARED_HEAD_BYTES = 8;
export const MAX_SHARED_INPUT_BYTES = 131_072;

const projectFolder = path.join(import.meta.dirname, "../..");
/** What is fuzzed; the domain is not, for a target ends where it begins. */
const INSTRUMENTED = ["pki", "protocols", "screens/gate", "platform/http", "wire"].map(
  (room) => `${pathToFileURL(path.join(projectFolder, "src", room)).href}/`,
);

const run = async (order: WorkerOrder): Promise<WorkerReport> => {
  const coverage = new Coverage();
  coverage.install(INSTRUMENTED);
  const target = await loadTarget(order.name);
  const { dictionaryOf } = await import("./dictionary.ts");
  const counts = new Int32Array(order.shared, 0, 2);
  const bytes = Buffer.from(order.shared, SHARED_HEAD_BYTES);
  const saved = savedFindings(order.name).map(({ input }) => input);
  const result = await fuzzTarget(target, {
    seed: order.seed,
    milliseconds: order.milliseconds,
    corpus: [...target.seeds, ...savedCorpus(order.name), ...saved],
    dictionary: dictionaryOf(coverage.literals),
    coverage,
    now: () => performance.now(),
    onExecution: (input) => {
      counts[1] = input.copy(bytes);
      Atomics.add(counts, 0, 1);
    },
  });
  return { ...result, branches: coverage.branches, taken: coverage.taken };
};

// Imported for its types and sizes elsewhere: only a worker of `main.ts` runs.
if (parentPort !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, unicorn/require-post-message-target-origin -- main.ts sends nothing else; a thread has no origin
  parentPort.postMessage(await run(workerData as WorkerOrder));
}
