import { validityFrom } from "../certificate/validity.ts";
import type { DomainContext } from "../context.ts";
import type { Family } from "../institution/policy.ts";
import type { AuthorityRow } from "./authority.store.ts";
import { certificateOf } from "./root-crl.ts";

type LifetimeContext = Pick<DomainContext, "institutions" | "clock">;

/** Room for certificates that were under way, and for clocks that differ, when a generation retires. */
const SLACK_HOURS = 24;

/** The last second of the longest certificate that an institution of the family would get now. */
export const longestValidity = (
  { institutions, clock }: LifetimeContext,
  family: Family,
): Temporal.Instant => {
  const now = clock.now();
  return institutions.all
    .filter((institution) => institution.family === family)
    .map(({ certificate, timeZone }) => validityFrom(now, certificate.validity, timeZone).notAfter)
    .reduce((last, end) => (Temporal.Instant.compare(end, last) > 0 ? end : last), now);
};

const earlier = (left: Temporal.Instant, right: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(left, right) < 0 ? left : right;

/** When the last certificate ends that an authority may have issued by now. */
export const servesUntilOf = (context: LifetimeContext, row: AuthorityRow): Temporal.Instant =>
  earlier(certificateOf(row).notAfter, longestValidity(context, row.family).add({ hours: SLACK_HOURS }));
