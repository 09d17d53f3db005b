import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";

/** The last certificate of the user that was ever in use (its installation was confirmed). */
export interface LastCertificate {
  readonly serial: string;
  /** `active` in the record; whether its time is over is for the rules to see. */
  readonly state: "active" | "expired" | "revoked";
  readonly confirmedAt: Temporal.Instant;
  /** Last instant of validity. */
  readonly notAfter: Temporal.Instant;
  /** When it was revoked or replaced; undefined while it is active. */
  readonly endedAt: Temporal.Instant | undefined;
}

/** All that the acquisition rules look at. Gathered once (`../facts.ts`), judged without database or clock. */
export interface AcquisitionFacts {
  readonly institution: InstitutionPolicy;
  readonly role: UserRole;
  readonly userState: "active" | "suspended";
  /** When the right to acquire was last given; undefined: never. */
  readonly grantedAt: Temporal.Instant | undefined;
  /** From when on that right can be used; undefined: at once. */
  readonly opensAt?: Temporal.Instant | undefined;
  /** When the user disowned a certificate, and nobody has given the right anew since. */
  readonly stoppedAt?: Temporal.Instant | undefined;
  readonly contractLoginMethod: "password" | "certificate";
  readonly lastCertificate: LastCertificate | undefined;
  /** Certificates of the contract's other users that are active, or on their way, and not expired. */
  readonly certificatesOfOthers: number;
  readonly now: Temporal.Instant;
}

/** One rule: says no, or nothing. */
export type AcquisitionRule = (facts: AcquisitionFacts) => Refusal<EnrollmentRuleCode> | undefined;

/**
 * Whether the right given last is still unused: no certificate has come into use since. A certificate that was issued
 * but never confirmed does not use it up (A7.27).
 */
export const hasUnusedGrant = ({ grantedAt, lastCertificate }: AcquisitionFacts): boolean =>
  grantedAt !== undefined &&
  (lastCertificate === undefined || Temporal.Instant.compare(grantedAt, lastCertificate.confirmedAt) > 0);

/** When the certificate stopped being usable; undefined while it is usable. The last second belongs to it. */
export const endOf = (certificate: LastCertificate, now: Temporal.Instant): Temporal.Instant | undefined => {
  if (certificate.state === "revoked") return certificate.endedAt;
  return isPast(certificate.notAfter, now) ? certificate.notAfter : undefined;
};

/** Whether a last second of validity is over: `notAfter` itself is still inside (RFC 5280 section 4.1.2.5). */
export const isPast = (notAfter: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, notAfter.add({ seconds: 1 })) >= 0;
