import type { CertificateSubject, Lint } from "../lint.ts";

export const validityWithinIssuer: Lint<CertificateSubject> = {
  name: "validity-within-issuer",
  citation: "RFC 5280 section 6.1.3 (a)(2): every certificate of the path must be valid",
  check: ({ certificate, issuer }) =>
    Temporal.Instant.compare(certificate.notAfter, issuer.notAfter) > 0 ||
    Temporal.Instant.compare(certificate.notBefore, issuer.notBefore) < 0
      ? "the validity reaches beyond the issuer's"
      : undefined,
};
