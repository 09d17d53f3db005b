/** Where the time comes from: always a parameter, so that a test can live in any year. */
export interface Clock {
  /** The present instant. */
  now(): Temporal.Instant;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that stands still until it is moved: for tests and for demonstrations of expiry. */
export interface SettableClock extends Clock {
  /** Moves the clock to an instant. */
  set(instant: Temporal.Instant): void;
  /** Moves the clock on by a duration of exact time, e.g. `{ hours: 24 }`. */
  advance(duration: Temporal.DurationLike): void;
}

/** A settable clock, starting at `start`. */
export const settableClock = (start: Temporal.Instant): SettableClock => {
  let present = start;
  return {
    now: () => present,
    set: (instant) => {
      present = instant;
    },
    advance: (duration) => {
      present = present.add(duration);
    },
  };
};

/** The form in which pg takes and gives `timestamptz`. */
export const toDate = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

/** A `timestamptz` read by pg, as an instant (whole milliseconds). */
export const fromDate = (date: Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(date.getTime());
