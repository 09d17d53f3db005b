import type { CrlSubject, Lint } from "../lint.ts";

export const crlAuthorityKeyIdentifier: Lint<CrlSubject> = {
  name: "crl-authority-key-identifier",
  citation: "RFC 5280 section 5.2.1",
  check: ({ crl, issuer }) => {
    const wanted = issuer.extensions.subjectKeyIdentifier;
    return wanted !== undefined && crl.authorityKeyIdentifier?.equals(wanted) === true
      ? undefined
      : "the authority key identifier is not the issuer's subject key identifier";
  },
};
