import type { CertificateSubject, Lint } from "../lint.ts";

export const validityOrder: Lint<CertificateSubject> = {
  name: "validity-order",
  citation: "RFC 5280 section 4.1.2.5",
  check: ({ certificate: { notBefore, notAfter } }) =>
    Temporal.Instant.compare(notBefore, notAfter) < 0 ? undefined : "notAfter is not after notBefore",
};
