import type { Moment, Stopwatch } from "#shared/stopwatch.ts";

/** How long a node may use what it keeps after it asked the record what changed. */
export const LEASE_MILLISECONDS = 2_000;
/** So often it asks when nothing happens: three may be missed. */
export const RENEWAL_MILLISECONDS = 500;

/** The right to answer from memory. Whoever holds none asks the record each time. */
export class Lease {
  readonly #stopwatch: Stopwatch;
  #from: Moment | undefined;

  constructor(stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch;
  }

  /** Milliseconds since it was renewed; undefined: there is none. */
  get ageMilliseconds(): number | undefined {
    return this.#from === undefined ? undefined : this.#stopwatch.since(this.#from);
  }

  get isHeld(): boolean {
    return this.#from !== undefined && this.#stopwatch.since(this.#from) < LEASE_MILLISECONDS;
  }

  /** @param from a moment before the question was sent whose answer renews it */
  renew(from: Moment): void {
    this.#from = from;
  }

  drop(): void {
    this.#from = undefined;
  }
}
