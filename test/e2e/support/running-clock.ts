import type { SettableClock } from "#shared/clock.ts";

/**
 * A clock that runs with the machine's, so many days beside it: what is done by other programs (browsers, the command
 * line) and what the system does keep their order once it is set to the present.
 */
export const runningClock = (start: Temporal.Instant): SettableClock => {
  let offset = Temporal.Now.instant().until(start);
  const now = (): Temporal.Instant => Temporal.Now.instant().add(offset);
  return {
    now,
    set: (instant) => {
      offset = Temporal.Now.instant().until(instant);
    },
    advance: (duration) => {
      offset = Temporal.Now.instant().until(now().add(duration));
    },
  };
};

/** So many days ago, by the machine's clock; 0: now. */
export const daysAgo = (days: number): Temporal.Instant =>
  Temporal.Now.instant().subtract({ hours: 24 * days });
