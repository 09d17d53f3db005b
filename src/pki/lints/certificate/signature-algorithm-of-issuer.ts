import type { CertificateSubject, Lint } from "../lint.ts";
import { signatureAlgorithmOf } from "../../algorithms.ts";
import { makesSignatures, parsePublicKeyInfo } from "../../public-key.ts";

export const signatureAlgorithmOfIssuer: Lint<CertificateSubject> = {
  name: "signature-algorithm-of-issuer",
  citation: "RFC 5280 section 4.1.1.2; RFC 4055 section 5; RFC 5758 section 3.2; RFC 9881 section 2",
  check: ({ certificate, issuer }) => {
    const algorithm = signatureAlgorithmOf(certificate.innerSignatureIdentifier);
    if (algorithm === undefined) return "the signature algorithm is not in the table";
    const key = parsePublicKeyInfo(issuer.publicKeyInfo);
    return key.ok && makesSignatures(key.value, algorithm)
      ? undefined
      : `the issuer's key cannot make ${algorithm} signatures`;
  },
};
