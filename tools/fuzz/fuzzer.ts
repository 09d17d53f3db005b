import type { Coverage } from "./coverage.ts";
import { minimiseCorpus, shrink, shrinkDer } from "./minimise.ts";
import { mutateBytes, type MutationSources } from "./mutate-bytes.ts";
import { mutateDer } from "./mutate-der.ts";
import { fuzzRandom, type FuzzRandom } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

export interface Finding {
  /** Error name and the place where it was thrown: what findings are told apart by. */
  readonly kind: string;
  readonly message: string;
  readonly input: Buffer;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly corpus: readonly Buffer[];
  readonly dictionary: readonly Buffer[];
  /** Undefined: inputs are kept by chance instead of by what they reach. Only to show what coverage is worth. */
  readonly coverage: Coverage | undefined;
  /** Milliseconds since any fixed time, for limits and slow inputs. */
  readonly now: () => number;
  readonly milliseconds: number;
  readonly maxExecutions?: number;
  readonly stopAtFinding?: boolean;
  /** Called before each execution, so that an input which never returns is known. */
  readonly onExecution?: (input: Buffer) => void;
}

export interface FuzzResult {
  readonly executions: number;
  readonly milliseconds: number;
  readonly findings: readonly Finding[];
  /** Minimised. */
  readonly corpus: readonly Buffer[];
}

const placeOf = (error: Error): string =>
  /(?:src|tools\/fuzz\/(?:targets|testing))\/[\w./-]+:\d+/.exec(
    error.stack?.split("\n").slice(1).join("\n") ?? "",
  )?.[0] ?? "";

const problemOf = (thrown: unknown): { readonly kind: string; readonly message: string } => {
  if (!(thrown instanceof Error)) return { kind: "thrown value", message: String(thrown) };
  const what = thrown.name === "FuzzFailure" ? `${thrown.name} ${thrown.message.slice(0, 60)}` : thrown.name;
  return { kind: `${what} at ${placeOf(thrown)}`, message: thrown.message };
};

/** Executions spent on making a new input smaller. */
const TRIM_TRIES = 40;

class Run {
  readonly #target: FuzzTarget;
  readonly #options: FuzzOptions;
  readonly #corpus: Buffer[] = [];
  readonly #findings = new Map<string, Finding>();
  #executions = 0;

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.#target = target;
    this.#options = options;
  }

  async #execute(input: Buffer): Promise<ReturnType<typeof problemOf> | undefined> {
    this.#options.onExecution?.(input);
    this.#executions += 1;
    try {
      // A copy: inputs must not be changed, and oversized pools must not hide reads beyond the end.
      const done = this.#target.fuzz(Buffer.from(input));
      if (done !== undefined) await done;
      return undefined;
    } catch (thrown) {
      return problemOf(thrown);
    }
  }

  async #timed(input: Buffer): Promise<{ problem: ReturnType<typeof problemOf> | undefined; took: number }> {
    const startedAt = this.#options.now();
    const problem = await this.#execute(input);
    return { problem, took: this.#options.now() - startedAt };
  }

  async #isSlow(input: Buffer): Promise<boolean> {
    const times = [await this.#timed(input), await this.#timed(input), await this.#timed(input)];
    return times.every(({ took }) => took > this.#target.slowMilliseconds);
  }

  async #report(input: Buffer, problem: ReturnType<typeof problemOf>): Promise<void> {
    if (this.#findings.has(problem.kind)) return;
    const isStillBad = async (candidate: Buffer): Promise<boolean> =>
      (await this.#execute(candidate))?.kind === problem.kind;
    const smaller = this.#target.shape === "der" ? await shrinkDer(input, isStillBad) : input;
    this.#findings.set(problem.kind, { ...problem, input: await shrink(smaller, isStillBad) });
  }

  async #try(input: Buffer, isSeed: boolean): Promise<void> {
    const { coverage } = this.#options;
    coverage?.reset();
    const { problem, took } = await this.#timed(input);
    const news = coverage?.take() ?? 0;
    if (problem !== undefined) return this.#report(input, problem);
    if (took > this.#target.slowMilliseconds && (await this.#isSlow(input))) {
      this.#findings.set("slow", { kind: "slow", message: `${Math.round(took)} ms`, input });
    }
    const isKept =
      coverage === undefined ? this.#corpus.length < 2000 && this.#executions % 64 === 0 : news > 0;
    if (!isSeed && !isKept) return;
    const isTrimmed = !isSeed && coverage !== undefined;
    this.#corpus.push(isTrimmed ? await this.#trimmed(input, coverage) : Buffer.from(input));
  }

  /** The input without what does not matter to the branches it takes: small inputs are changed where it counts. */
  async #trimmed(input: Buffer, coverage: Coverage): Promise<Buffer> {
    const reached = coverage.features().join();
    const reachesTheSame = async (candidate: Buffer): Promise<boolean> => {
      coverage.reset();
      return (await this.#execute(candidate)) === undefined && coverage.features().join() === reached;
    };
    return shrink(Buffer.from(input), reachesTheSame, TRIM_TRIES);
  }

  #candidate(random: FuzzRandom): Buffer {
    const youngest = random.oneIn(3) ? 3 : random.oneIn(2) ? 24 : this.#corpus.length;
    const back = random.below(Math.min(youngest, this.#corpus.length));
    return this.#corpus[this.#corpus.length - 1 - back] ?? Buffer.alloc(0);
  }

  /** An input to change: mostly the shorter of two, for it is read faster and changed where it counts. */
  #parent(random: FuzzRandom): Buffer {
    const [first, second] = [this.#candidate(random), this.#candidate(random)];
    return random.oneIn(4) || first.length <= second.length ? first : second;
  }

  async run(): Promise<FuzzResult> {
    const { seed, corpus, dictionary, now, milliseconds, maxExecutions = Infinity } = this.#options;
    const startedAt = now();
    const random = fuzzRandom(seed);
    const { maxBytes } = this.#target;
    const sources: MutationSources = { random, dictionary, maxBytes, other: () => random.pick(this.#corpus) };
    for (const input of [Buffer.alloc(0), ...corpus]) await this.#try(input, true);
    const mutate = this.#target.shape === "der" ? mutateDer : mutateBytes;
    while (now() - startedAt < milliseconds && this.#executions < maxExecutions) {
      const parent = this.#parent(random);
      await this.#try((random.oneIn(5) ? mutateBytes : mutate)(parent, sources), false);
      if (this.#options.stopAtFinding === true && this.#findings.size > 0) break;
      // Lets timers and messages of the thread run now and then.
      if (this.#executions % 4096 === 0) await new Promise((resolve) => void setImmediate(resolve));
    }
    const took = now() - startedAt;
    const executions = this.#executions;
    const { coverage } = this.#options;
    const kept =
      coverage === undefined ? this.#corpus : await minimiseCorpus(this.#corpus, this.#target.fuzz, coverage);
    return { executions, milliseconds: took, findings: [...this.#findings.values()], corpus: kept };
  }
}

/** Runs a target on changed inputs until the time is over. The same seed and corpus give the same inputs in the same order. */
export const fuzzTarget = (target: FuzzTarget, options: FuzzOptions): Promise<FuzzResult> =>
  new Run(target, options).run();
