import type { AcquisitionRule } from "./facts.ts";
import { isPast } from "./facts.ts";
import { hasGrantInTime, needs, selfWindowEnd } from "./reacquisition.ts";

/**
 * What a user whose certificate expired may do (A6 “Expired”, F8): acquire again at once, within the days that the
 * institution leaves for it, or only after an administrator or the branch has issued again.
 */
export const afterExpiry: AcquisitionRule = (facts) => {
  const { institution, lastCertificate, role, now } = facts;
  if (lastCertificate === undefined || lastCertificate.state === "revoked" || hasGrantInTime(facts)) {
    return undefined;
  }
  if (!isPast(lastCertificate.notAfter, now)) return undefined;
  const who = institution.acquisition.afterExpiry[role];
  if (who !== "self") return needs(who, "the certificate expired");
  const end = selfWindowEnd(facts, lastCertificate.notAfter);
  return end !== undefined && isPast(end, now)
    ? {
        code: "ACQUISITION_SELF_WINDOW_PASSED",
        detail: `self re-acquisition was open until ${end.toString()}`,
        facts: { days: institution.acquisition.afterExpiryDays ?? 0 },
      }
    : undefined;
};
