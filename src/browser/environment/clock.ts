/** How far a clock is from another. Needs no document. */

/** From how many seconds on it matters: certificates are valid from some minutes before their issue. */
export const TOLERATED_SECONDS = 120;

export interface ClockFinding {
  readonly isGood: boolean;
  /** Without sign. */
  readonly seconds: number;
  /** At least 1. */
  readonly minutes: number;
  readonly isAhead: boolean;
}

/** Compares the two, both in milliseconds. */
export const compareClocks = (own: number, server: number): ClockFinding => {
  const difference = own - server;
  const seconds = Math.round(Math.abs(difference) / 1000);
  return {
    isGood: seconds <= TOLERATED_SECONDS,
    seconds,
    minutes: Math.max(1, Math.round(seconds / 60)),
    isAhead: difference > 0,
  };
};
