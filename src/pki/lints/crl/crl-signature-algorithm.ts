import type { CrlSubject, Lint } from "../lint.ts";
import { signatureAlgorithmOf } from "../../algorithms.ts";
import { makesSignatures, parsePublicKeyInfo } from "../../public-key.ts";

export const crlSignatureAlgorithm: Lint<CrlSubject> = {
  name: "crl-signature-algorithm",
  citation: "RFC 5280 section 5.1.1.2",
  check: ({ crl, signed, issuer }) => {
    if (signed !== undefined && !signed.outerSignatureIdentifier.equals(crl.innerSignatureIdentifier)) {
      return "the signature algorithm differs inside and outside";
    }
    const algorithm = signatureAlgorithmOf(crl.innerSignatureIdentifier);
    const key = parsePublicKeyInfo(issuer.publicKeyInfo);
    return algorithm !== undefined && key.ok && makesSignatures(key.value, algorithm)
      ? undefined
      : "the issuer's key cannot make such signatures";
  },
};
