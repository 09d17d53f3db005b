import type { CertificateSubject, Lint } from "../lint.ts";

export const issuerNameMatches: Lint<CertificateSubject> = {
  name: "issuer-name-matches",
  citation: "RFC 5280 section 6.1.3 (a)(4)",
  check: ({ certificate, issuer }) =>
    certificate.issuerDer.equals(issuer.subjectDer)
      ? undefined
      : "the issuer's name differs from its own subject",
};
