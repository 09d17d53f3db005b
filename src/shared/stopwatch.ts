/** A moment on this machine, to count from. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** Counts time that passes; it does not know what time it is. A parameter, so that tests can let time pass. */
export interface Stopwatch {
  moment(): Moment;
  /** Milliseconds since a moment: never fewer than passed. */
  since(moment: Moment): number;
}

/**
 * The machine's. The larger of what two clocks say: the monotonic one stands still while the machine is suspended, the
 * wall clock may be set back.
 */
export const systemStopwatch: Stopwatch = {
  moment: () => ({ monotonic: performance.now(), wall: Date.now() }),
  since: ({ monotonic, wall }) => Math.max(performance.now() - monotonic, Date.now() - wall),
};
