import type { CertificateSubject, Lint } from "../lint.ts";

/**
 * Whatever the strict parser does not take is a finding of this rule: `lintCertificate` reports it, so that nothing is
 * left to look at here.
 */
export const canonicalDer: Lint<CertificateSubject> = {
  name: "canonical-der",
  citation: "RFC 5280 section 4.1; X.690 sections 10 and 11",
  check: () => undefined,
};
