import type { CertificateSubject, Lint } from "../lint.ts";

export const signatureAlgorithmSame: Lint<CertificateSubject> = {
  name: "signature-algorithm-same",
  citation: "RFC 5280 section 4.1.1.2",
  check: ({ certificate, signed }) =>
    signed === undefined || signed.outerSignatureIdentifier.equals(certificate.innerSignatureIdentifier)
      ? undefined
      : "the signature algorithm differs inside and outside",
};
