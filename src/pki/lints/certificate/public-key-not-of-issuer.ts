import type { CertificateSubject, Lint } from "../lint.ts";

export const publicKeyNotOfIssuer: Lint<CertificateSubject> = {
  name: "public-key-not-of-issuer",
  citation: "RFC 5280 section 4.2.1.2: a key identifier names one key",
  check: ({ certificate, issuer, profile }) =>
    profile !== "root" && certificate.publicKeyInfo.equals(issuer.publicKeyInfo)
      ? "the subject has its issuer's key"
      : undefined,
};
