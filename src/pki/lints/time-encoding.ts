import { TAG } from "../der/tags.ts";

/** Whether a time is a UTCTime for 1950 to 2049 and a GeneralizedTime else (RFC 5280 section 4.1.2.5). */
export const isEncodedForItsYear = (instant: Temporal.Instant, tag: number | undefined): boolean => {
  const { year } = instant.toZonedDateTimeISO("UTC");
  return tag === (year >= 1950 && year < 2050 ? TAG.utcTime : TAG.generalizedTime);
};
