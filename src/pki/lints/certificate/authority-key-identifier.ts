import type { CertificateSubject, Lint } from "../lint.ts";

export const authorityKeyIdentifier: Lint<CertificateSubject> = {
  name: "authority-key-identifier",
  citation: "RFC 5280 section 4.2.1.1",
  check: ({ certificate, issuer, profile }) => {
    const found = certificate.extensions.authorityKeyIdentifier;
    if (profile === "root" && found === undefined) return undefined;
    const wanted = issuer.extensions.subjectKeyIdentifier;
    return found !== undefined && wanted !== undefined && found.equals(wanted)
      ? undefined
      : "the authority key identifier is not the issuer's subject key identifier";
  },
};
