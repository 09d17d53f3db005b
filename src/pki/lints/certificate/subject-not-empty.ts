import type { CertificateSubject, Lint } from "../lint.ts";

export const subjectNotEmpty: Lint<CertificateSubject> = {
  name: "subject-not-empty",
  citation: "RFC 5280 section 4.1.2.6",
  check: ({ certificate }) => (certificate.subject.length > 0 ? undefined : "the subject has no name"),
};
