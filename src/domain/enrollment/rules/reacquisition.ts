import type { Refusal } from "#domain/refusal/refusal.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";
import { lastSecondAfterDays } from "./days.ts";
import type { AcquisitionFacts } from "./facts.ts";
import { hasUnusedGrant, isPast } from "./facts.ts";

/** Until when the right given last may be used; undefined: no right, or no deadline. */
export const deadlineOf = ({ institution, grantedAt }: AcquisitionFacts): Temporal.Instant | undefined => {
  const { deadlineDays } = institution.acquisition;
  return grantedAt === undefined || deadlineDays === null
    ? undefined
    : lastSecondAfterDays(grantedAt, deadlineDays, institution.timeZone);
};

/** Whether a right to acquire was given, is unused, and is in time. */
export const hasGrantInTime = (facts: AcquisitionFacts): boolean => {
  const deadline = deadlineOf(facts);
  return hasUnusedGrant(facts) && (deadline === undefined || !isPast(deadline, facts.now));
};

/** Until when a user whose certificate expired may acquire again without asking; undefined: for ever. */
export const selfWindowEnd = (
  { institution }: AcquisitionFacts,
  expiredAt: Temporal.Instant,
): Temporal.Instant | undefined => {
  const days = institution.acquisition.afterExpiryDays;
  return days === null ? undefined : lastSecondAfterDays(expiredAt, days, institution.timeZone);
};

/** The refusal that names who must act before the user may acquire again. */
export const needs = (who: "administrator" | "branch", because: string): Refusal<EnrollmentRuleCode> =>
  who === "administrator"
    ? { code: "ACQUISITION_NEEDS_ADMINISTRATOR", detail: `${because}: an administrator must issue again` }
    : { code: "ACQUISITION_NEEDS_BRANCH", detail: `${because}: the institution must issue again` };
