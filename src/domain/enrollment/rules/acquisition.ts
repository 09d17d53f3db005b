import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";
import { acquisitionStopped } from "./acquisition-stopped.ts";
import { acquisitionWaits } from "./acquisition-waits.ts";
import { afterExpiry } from "./after-expiry.ts";
import { afterRevocation } from "./after-revocation.ts";
import { certificatesNotUsed } from "./certificates-not-used.ts";
import { contractCap } from "./contract-cap.ts";
import { calendarDaysBetween } from "./days.ts";
import { deadlinePassed } from "./deadline.ts";
import type { AcquisitionFacts, AcquisitionRule } from "./facts.ts";
import { grantMissing } from "./grant-missing.ts";
import { oneCertificate } from "./one-certificate.ts";
import { deadlineOf, hasGrantInTime, selfWindowEnd } from "./reacquisition.ts";
import { userSuspended } from "./user-suspended.ts";

/** All rules of acquisition. The first that says no gives the answer, so the order is part of the rules. */
export const acquisitionRules: readonly AcquisitionRule[] = [
  userSuspended,
  certificatesNotUsed,
  oneCertificate,
  acquisitionStopped,
  acquisitionWaits,
  grantMissing,
  deadlinePassed,
  afterExpiry,
  afterRevocation,
  contractCap,
];

/** A right to acquire a certificate now. */
export interface AcquisitionRight {
  /** `first`: none was ever in use; `granted`: given again; `afterExpiry`, `afterRevocation`: by the institution's rule. */
  readonly basis: "first" | "granted" | "afterExpiry" | "afterRevocation";
  /** Last second in which the right can be used; undefined: no deadline. */
  readonly deadline: Temporal.Instant | undefined;
  /** Calendar days to the deadline in the institution's time zone; undefined: no deadline. */
  readonly daysLeft: number | undefined;
}

const basisOf = (facts: AcquisitionFacts): AcquisitionRight["basis"] => {
  if (facts.lastCertificate === undefined) return "first";
  if (hasGrantInTime(facts)) return "granted";
  return facts.lastCertificate.state === "revoked" ? "afterRevocation" : "afterExpiry";
};

const deadlineFor = (
  facts: AcquisitionFacts,
  basis: AcquisitionRight["basis"],
): Temporal.Instant | undefined => {
  if (basis === "afterRevocation") return undefined;
  if (basis === "afterExpiry" && facts.lastCertificate !== undefined) {
    return selfWindowEnd(facts, facts.lastCertificate.notAfter);
  }
  return deadlineOf(facts);
};

/** Judges whether a user may acquire a certificate now, by all rules. */
export const judgeAcquisition = (
  facts: AcquisitionFacts,
): Result<AcquisitionRight, Refusal<EnrollmentRuleCode>> => {
  for (const rule of acquisitionRules) {
    const refusal = rule(facts);
    if (refusal !== undefined) return refused(refusal);
  }
  const basis = basisOf(facts);
  const deadline = deadlineFor(facts, basis);
  const daysLeft =
    deadline === undefined ? undefined : calendarDaysBetween(facts.now, deadline, facts.institution.timeZone);
  return accepted({ basis, deadline, daysLeft });
};
