import type { CertificateSubject, Lint } from "../lint.ts";

export const version3: Lint<CertificateSubject> = {
  name: "version-3",
  citation: "RFC 5280 section 4.1.2.1",
  check: ({ certificate }) => (certificate.version === 3 ? undefined : `version ${certificate.version}`),
};
