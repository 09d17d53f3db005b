import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { calendarDaysBetween } from "./days.ts";
import { isPast } from "./facts.ts";

/** When a certificate may be renewed (A2.4). */
export interface RenewalWindow {
  /** Start of the first day on which renewal is open, in the institution's time zone. */
  readonly opensAt: Temporal.Instant;
  readonly isOpen: boolean;
  /** Whether the certificate's time is over. */
  readonly isExpired: boolean;
  /** Calendar days from today to the day of expiry, in the institution's time zone; 0 on the day itself, negative after. */
  readonly daysLeft: number;
}

/**
 * The renewal window of a certificate: from 0:00, `renewal.opensDays` days before the day of expiry, until the last
 * second of validity. Days are calendar days in the institution's time zone, as customers count them.
 */
export const renewalWindow = (
  institution: Pick<InstitutionPolicy, "timeZone" | "renewal">,
  notAfter: Temporal.Instant,
  now: Temporal.Instant,
): RenewalWindow => {
  const opensAt = notAfter
    .toZonedDateTimeISO(institution.timeZone)
    .toPlainDate()
    .subtract({ days: institution.renewal.opensDays })
    .toZonedDateTime(institution.timeZone)
    .toInstant();
  const isExpired = isPast(notAfter, now);
  return {
    opensAt,
    isOpen: !isExpired && Temporal.Instant.compare(now, opensAt) >= 0,
    isExpired,
    daysLeft: calendarDaysBetween(now, notAfter, institution.timeZone),
  };
};
