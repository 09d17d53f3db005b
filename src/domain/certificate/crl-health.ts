import type { Database } from "#platform/database/database.ts";
import { selectFigures, selectRuns, type CrlFigures, type CrlRun } from "./crl-run.store.ts";

/** How the lists stand, over all institutions. */
export interface CrlHealth extends CrlFigures {
  /** The last run of `publishCrls` in which no list failed; its figure: lists made. */
  readonly published: CrlRun | undefined;
  /** The last run of `checkCrls`; its figure: findings. */
  readonly checked: CrlRun | undefined;
  /** Why somebody must look; empty: all is well. */
  readonly alarms: readonly string[];
}

/** Half of what is left when a list is made anew: two or three runs of the worker have failed by then. */
const LEAST_HOURS_LEFT = 6;
const MOST_MINUTES_PENDING = 5;
const MOST_MINUTES_UNPUBLISHED = 10;

const hoursUntil = (instant: Temporal.Instant, now: Temporal.Instant): number =>
  now.until(instant).total({ unit: "hours" });

const minutesSince = (instant: Temporal.Instant, now: Temporal.Instant): number =>
  instant.until(now).total({ unit: "minutes" });

const alarmsOf = (
  figures: CrlFigures,
  published: CrlRun | undefined,
  checked: CrlRun | undefined,
  now: Temporal.Instant,
): string[] => {
  const alarms: string[] = [];
  const { earliestNextUpdate, pendingSince } = figures;
  if (earliestNextUpdate !== undefined && hoursUntil(earliestNextUpdate, now) < LEAST_HOURS_LEFT) {
    alarms.push(`a CRL ends at ${earliestNextUpdate.toString()} and was not made anew`);
  }
  if (pendingSince !== undefined && minutesSince(pendingSince, now) > MOST_MINUTES_PENDING) {
    alarms.push(
      `${figures.pending} revocations wait for their CRL, the first since ${pendingSince.toString()}`,
    );
  }
  const isIdle =
    published === undefined || minutesSince(published.finishedAt, now) > MOST_MINUTES_UNPUBLISHED;
  if (figures.lists > 0 && isIdle) {
    alarms.push(
      `CRLs were last published ${published === undefined ? "never" : `at ${published.finishedAt.toString()}`}: does a worker run?`,
    );
  }
  if (checked !== undefined && checked.figure > 0) {
    alarms.push(`the last check found ${checked.figure} faults in CRLs: run \`tegata crl check\``);
  }
  return alarms;
};

/** The figures for alarms and for `tegata doctor`. */
export const crlHealth = async (database: Database, now: Temporal.Instant): Promise<CrlHealth> => {
  const [figures, runs] = await Promise.all([selectFigures(database, now), selectRuns(database)]);
  const published = runs.get("publish");
  const checked = runs.get("check");
  return { ...figures, published, checked, alarms: alarmsOf(figures, published, checked, now) };
};
