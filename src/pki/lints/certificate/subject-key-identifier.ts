import type { CertificateSubject, Lint } from "../lint.ts";
import { keyIdentifier } from "../../public-key.ts";

export const subjectKeyIdentifier: Lint<CertificateSubject> = {
  name: "subject-key-identifier",
  citation: "RFC 5280 section 4.2.1.2; RFC 7093 section 2 method 1",
  check: ({ certificate }) => {
    const found = certificate.extensions.subjectKeyIdentifier;
    return found !== undefined && found.equals(keyIdentifier(certificate.publicKeyInfo))
      ? undefined
      : "the subject key identifier is not the digest of the key";
  },
};
