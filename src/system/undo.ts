import type { Log } from "#platform/log/log.ts";

/** What was started, to be stopped in the opposite order; also when the start fails half-way. */
export class Undo {
  readonly #steps: (() => Promise<unknown> | void)[] = [];

  add(step: () => Promise<unknown> | void): void {
    this.#steps.push(step);
  }

  async run(log: Log): Promise<void> {
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, "a part did not stop cleanly");
      }
    }
  }
}
