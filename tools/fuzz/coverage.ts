import { registerHooks } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { COUNTERS, instrument } from "./instrument.ts";

const MAX_COUNTERS = 1 << 16;
/** How often a branch was taken, in steps: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, more. One bit each. */
const STEPS = Uint8Array.from({ length: 256 }, (_, times) =>
  times === 0
    ? 0
    : times < 4
      ? 1 << (times - 1)
      : times < 8
        ? 8
        : times < 16
          ? 16
          : times < 32
            ? 32
            : times < 128
              ? 64
              : 128,
);

/** What a run has reached. Features are branches with how often they were taken, in steps. */
export class Coverage {
  readonly #counters = new Uint16Array(MAX_COUNTERS);
  #seen = new Uint8Array(MAX_COUNTERS);
  #used = 0;
  readonly literals = new Set<number | string>();

  /**
   * From now on modules below `prefixes` (file URLs) are instrumented when they are loaded; those loaded already are not.
   * One coverage a thread.
   */
  install(prefixes: readonly string[]): void {
    Object.defineProperty(globalThis, COUNTERS, { value: this.#counters, configurable: true });
    registerHooks({
      load: (url, context, nextLoad) => {
        if (!prefixes.some((prefix) => url.startsWith(prefix)) || !url.endsWith(".ts")) {
          return nextLoad(url, context);
        }
        const path = fileURLToPath(url);
        const { source, counters, literals } = instrument(path, readFileSync(path, "utf8"), this.#used);
        this.#used += counters;
        if (this.#used > MAX_COUNTERS) throw new RangeError(`more than ${MAX_COUNTERS} branches`);
        for (const literal of literals) this.literals.add(literal);
        return { format: "module-typescript", source, shortCircuit: true };
      },
    });
  }

  /** Branches of the modules loaded so far. */
  get branches(): number {
    return this.#used;
  }

  /** Branches that were taken. */
  get taken(): number {
    return this.#seen.subarray(0, this.#used).reduce((sum, seen) => sum + (seen === 0 ? 0 : 1), 0);
  }

  /** Forgets what all executions took. */
  forget(): this {
    this.#seen = new Uint8Array(MAX_COUNTERS);
    return this;
  }

  /** Forgets what the last execution took. */
  reset(): void {
    this.#counters.fill(0, 0, this.#used);
  }

  /** The features of the execution since `reset`, and how many of them are new; they count as seen from now on. */
  take(): number {
    const counters = this.#counters;
    const seen = this.#seen;
    let news = 0;
    for (let index = 0; index < this.#used; index += 1) {
      const times = counters[index] ?? 0;
      if (times === 0) continue;
      const step = STEPS[Math.min(times, 255)] ?? 0;
      const before = seen[index] ?? 0;
      if ((before & step) !== 0) continue;
      seen[index] = before | step;
      news += 1;
    }
    return news;
  }

  /** The features of the execution since `reset`, as numbers. */
  features(): number[] {
    const found: number[] = [];
    for (let index = 0; index < this.#used; index += 1) {
      const times = this.#counters[index] ?? 0;
      if (times > 0) found.push(index * 256 + (STEPS[Math.min(times, 255)] ?? 0));
    }
    return found;
  }
}
