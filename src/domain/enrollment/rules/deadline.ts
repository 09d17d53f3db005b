import { afterExpiry } from "./after-expiry.ts";
import { afterRevocation } from "./after-revocation.ts";
import { dayOf } from "./days.ts";
import type { AcquisitionRule } from "./facts.ts";
import { hasUnusedGrant, isPast } from "./facts.ts";
import { deadlineOf } from "./reacquisition.ts";

/**
 * A right to acquire lapses after the institution's deadline (A2.6). Whoever may acquire again without being given
 * the right (after expiry or revocation) is not held up by an older right that lapsed.
 */
export const deadlinePassed: AcquisitionRule = (facts) => {
  const deadline = deadlineOf(facts);
  if (deadline === undefined || !hasUnusedGrant(facts) || !isPast(deadline, facts.now)) return undefined;
  const mayActAlone = afterExpiry(facts) === undefined && afterRevocation(facts) === undefined;
  return facts.lastCertificate !== undefined && mayActAlone
    ? undefined
    : {
        code: "ACQUISITION_DEADLINE_PASSED",
        detail: `the right to acquire lapsed at ${deadline.toString()}`,
        facts: { deadline: dayOf(deadline, facts.institution.timeZone) },
      };
};
