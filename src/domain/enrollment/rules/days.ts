/**
 * The last second of the day that lies `days` calendar days after the day of `from`, in a time zone. “80 days from the
 * day of issue” includes the whole eightieth day.
 */
export const lastSecondAfterDays = (
  from: Temporal.Instant,
  days: number,
  timeZone: string,
): Temporal.Instant =>
  from
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .add({ days: days + 1 })
    .toZonedDateTime(timeZone)
    .toInstant()
    .subtract({ seconds: 1 });

/** Calendar days from the day of `now` to the day of `until` in a time zone; negative when `until` is past. */
export const calendarDaysBetween = (
  now: Temporal.Instant,
  until: Temporal.Instant,
  timeZone: string,
): number =>
  now
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .until(until.toZonedDateTimeISO(timeZone).toPlainDate(), { largestUnit: "days" }).days;

/** The day of an instant as customers read it, `2027-03-01`. */
export const dayOf = (instant: Temporal.Instant, timeZone: string): string =>
  instant.toZonedDateTimeISO(timeZone).toPlainDate().toString();
