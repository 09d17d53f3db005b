import type { CertificateSubject, Lint } from "../lint.ts";

export const uniqueIdentifiersAbsent: Lint<CertificateSubject> = {
  name: "unique-identifiers-absent",
  citation: "RFC 5280 section 4.1.2.8",
  check: ({ certificate }) => (certificate.hasUniqueIdentifiers ? "unique identifiers are given" : undefined),
};
