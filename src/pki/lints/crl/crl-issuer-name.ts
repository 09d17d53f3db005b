import type { CrlSubject, Lint } from "../lint.ts";

export const crlIssuerName: Lint<CrlSubject> = {
  name: "crl-issuer-name",
  citation: "RFC 5280 section 5.1.2.3",
  check: ({ crl, issuer }) =>
    crl.issuerDer.equals(issuer.subjectDer) ? undefined : "the issuer's name differs from its own subject",
};
