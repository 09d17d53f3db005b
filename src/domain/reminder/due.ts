/** A span of instants, the first included, the last not. */
export interface Span {
  readonly from: Temporal.Instant;
  readonly before: Temporal.Instant;
}

/** What one reminder is due for: everything that runs out in this span. */
export interface DueStep extends Span {
  /** Days before the end; 0 for what has ended. */
  readonly step: number;
}

/** No customer gets a reminder at night: a day's reminders go out from this hour on, in the institution's time zone. */
const FIRST_HOUR = 8;

/** What has ended longer ago is not told of any more: the service was down, or this is an installation's first run. */
const EXPIRED_DAYS = 30;

const startOf = (day: Temporal.PlainDate, timeZone: string): Temporal.Instant =>
  day.toZonedDateTime(timeZone).toInstant();

/** Whether reminders go out at this hour. */
export const isReminderTime = (now: Temporal.Instant, timeZone: string): boolean =>
  now.toZonedDateTimeISO(timeZone).hour >= FIRST_HOUR;

/**
 * Which certificates are due for which step now, by the end of their validity. Days are calendar days in the
 * institution's time zone. A step covers everything down to the next one, so that a day on which nothing was sent is
 * made up for; and what is past two steps is due for the later one only.
 */
export const dueBeforeExpiry = (
  steps: readonly number[],
  now: Temporal.Instant,
  timeZone: string,
): DueStep[] => {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const endOf = (step: number): Temporal.Instant => startOf(today.add({ days: step + 1 }), timeZone);
  const ascending = [...steps].sort((left, right) => left - right);
  return ascending.map((step, index) => {
    const below = ascending[index - 1];
    return { step, from: below === undefined ? now : endOf(below), before: endOf(step) };
  });
};

/** Which certificates have expired and are to be told of now. The last second of validity is not over before its end. */
export const dueAfterExpiry = (now: Temporal.Instant): DueStep => ({
  step: 0,
  from: now.subtract({ hours: 24 * EXPIRED_DAYS }),
  before: now.subtract({ seconds: 1 }),
});

/**
 * Which rights to acquire are due for which step now, by the instant at which they were given: they lapse with the last
 * second of the day `deadlineDays` days after.
 */
export const dueBeforeDeadline = (
  steps: readonly number[],
  deadlineDays: number,
  now: Temporal.Instant,
  timeZone: string,
): DueStep[] => {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const givenBefore = (step: number): Temporal.Instant =>
    startOf(today.add({ days: step + 1 }).subtract({ days: deadlineDays }), timeZone);
  const ascending = [...steps].sort((left, right) => left - right);
  return ascending.map((step, index) => ({
    step,
    from: givenBefore(ascending[index - 1] ?? -1),
    before: givenBefore(step),
  }));
};
