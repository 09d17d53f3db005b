import type { InstitutionPolicy } from "../institution/policy.ts";

/** First and last second of validity; both are included (RFC 5280 section 4.1.2.5). */
export interface Validity {
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
}

/**
 * Validity of a certificate issued at `at`, by the institution's rule in its time zone (A2.3, docs/decisions/0030).
 *
 * `366 days` ends one second before the same wall time 366 days later; `1 year` one second before the same wall time
 * on the same day of the next year (29 February: 28 February). Parts of a second are dropped: X.509 has none.
 */
export const validityFrom = (
  at: Temporal.Instant,
  rule: InstitutionPolicy["certificate"]["validity"],
  timeZone: string,
): Validity => {
  const start = at.round({ smallestUnit: "second", roundingMode: "floor" }).toZonedDateTimeISO(timeZone);
  const end = start.add(rule.unit === "days" ? { days: rule.amount } : { years: rule.amount });
  return { notBefore: start.toInstant(), notAfter: end.toInstant().subtract({ seconds: 1 }) };
};
