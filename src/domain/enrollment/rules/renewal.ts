import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";
import { dayOf } from "./days.ts";
import { renewalWindow } from "./renewal-window.ts";

/** All that the renewal rules look at. */
export interface RenewalFacts {
  readonly institution: Pick<InstitutionPolicy, "timeZone" | "renewal">;
  readonly userState: "active" | "suspended";
  /** Last instant of validity of the certificate to be renewed. */
  readonly notAfter: Temporal.Instant;
  readonly now: Temporal.Instant;
}

/**
 * Judges whether a certificate that is in use may be renewed now (A2.4): undefined means yes. That it is in use (not
 * superseded, not revoked) is judged from the record before this.
 */
export const judgeRenewal = (facts: RenewalFacts): Refusal<EnrollmentRuleCode> | undefined => {
  const { institution, userState, notAfter, now } = facts;
  if (userState === "suspended") {
    return { code: "USER_SUSPENDED", detail: "the user is suspended" };
  }
  const window = renewalWindow(institution, notAfter, now);
  if (window.isExpired) {
    return { code: "RENEWAL_EXPIRED", detail: `the certificate expired at ${notAfter.toString()}` };
  }
  return window.isOpen
    ? undefined
    : {
        code: "RENEWAL_NOT_YET_OPEN",
        detail: `renewal opens at ${window.opensAt.toString()}`,
        facts: { opens: dayOf(window.opensAt, institution.timeZone) },
      };
};
