/** One thing that replaying does, or would do. */
export interface ReplayedAct {
  readonly what:
    | "revoke" // known, not ended
    | "abandon" // known, recorded only
    | "expire" // known, over by its time
    | "revokeLost" // issued since; revoked since
    | "withdrawLost" // issued since, and not ended: nobody can answer for it
    | "suspend"; // a user
  readonly serial: string | undefined;
  /** `<contract>/<user>`; undefined where the record does not say here. */
  readonly user: string | undefined;
  readonly at: Temporal.Instant;
  readonly reason: string | undefined;
}

/** What was done, or would be. */
export interface ReplayOutcome {
  readonly rows: number;
  readonly counts: Readonly<Record<ReplayedAct["what"], number>>;
  /** Ends that the database knew already. */
  readonly known: number;
  /** The first ones, for showing. */
  readonly acts: readonly ReplayedAct[];
  /** What could not be done, and why. Not empty: something revoked may count as valid or unknown. */
  readonly obstacles: readonly string[];
}

const MOST_ACTS_TOLD = 50;
const MOST_OBSTACLES_TOLD = 50;

/** Keeps count of what replaying does. */
export class ReplayJournal {
  readonly #counts = { revoke: 0, abandon: 0, expire: 0, revokeLost: 0, withdrawLost: 0, suspend: 0 };
  readonly #acts: ReplayedAct[] = [];
  readonly #obstacles: string[] = [];
  #rows = 0;
  #known = 0;

  row(): void {
    this.#rows += 1;
  }

  known(): void {
    this.#known += 1;
  }

  act(act: ReplayedAct): void {
    this.#counts[act.what] += 1;
    if (this.#acts.length < MOST_ACTS_TOLD) this.#acts.push(act);
  }

  obstacle(obstacle: string): void {
    if (this.#obstacles.length < MOST_OBSTACLES_TOLD) this.#obstacles.push(obstacle);
  }

  outcome(): ReplayOutcome {
    return {
      rows: this.#rows,
      counts: this.#counts,
      known: this.#known,
      acts: this.#acts,
      obstacles: this.#obstacles,
    };
  }
}
