import type { AcquisitionRule } from "./facts.ts";

/** `2027-03-31 09:05`, in the institution's time zone: the first minute in which it is open. */
const minuteOf = (at: Temporal.Instant, timeZone: string): string => {
  const local = at.toZonedDateTimeISO(timeZone).round({ smallestUnit: "minute", roundingMode: "ceil" });
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
};

/**
 * A right that was got by replacing a PC without login waits as long as the institution says
 * (`replacement.waitSeconds`): the mail reaches its owner before the new certificate exists.
 */
export const acquisitionWaits: AcquisitionRule = ({ institution, opensAt, now }) =>
  opensAt !== undefined && Temporal.Instant.compare(now, opensAt) < 0
    ? {
        code: "ACQUISITION_WAITS",
        detail: `the right opens at ${opensAt.toString()}`,
        facts: { opens: minuteOf(opensAt, institution.timeZone) },
      }
    : undefined;
