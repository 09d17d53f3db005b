import { TAG } from "../der/tags.ts";

const YEAR_1950 = Temporal.Instant.from("1950-01-01T00:00:00Z").epochMilliseconds;
const YEAR_2050 = Temporal.Instant.from("2050-01-01T00:00:00Z").epochMilliseconds;

/** Whether a time is a UTCTime for 1950 to 2049 and a GeneralizedTime else (RFC 5280 section 4.1.2.5). */
export const isEncodedForItsYear = (
  { epochMilliseconds }: Temporal.Instant,
  tag: number | undefined,
): boolean =>
  tag ===
  (epochMilliseconds >= YEAR_1950 && epochMilliseconds < YEAR_2050 ? TAG.utcTime : TAG.generalizedTime);
