import type { CertificateSubject, Lint } from "../lint.ts";

export const issuerNotEmpty: Lint<CertificateSubject> = {
  name: "issuer-not-empty",
  citation: "RFC 5280 section 4.1.2.4",
  check: ({ certificate }) => (certificate.issuer.length > 0 ? undefined : "the issuer has no name"),
};
