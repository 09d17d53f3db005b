import type { OcspSubject, Lint } from "../lint.ts";
import { makesSignatures, parsePublicKeyInfo } from "../../public-key.ts";

export const ocspSignatureAlgorithm: Lint<OcspSubject> = {
  name: "ocsp-signature-algorithm",
  citation: "RFC 6960 section 4.2.1 (signatureAlgorithm); section 4.3",
  check: ({ signed, responder }) => {
    if (signed === undefined) return undefined;
    const key = parsePublicKeyInfo(responder.publicKeyInfo);
    const { signatureAlgorithm: algorithm } = signed;
    return algorithm !== undefined && key.ok && makesSignatures(key.value, algorithm)
      ? undefined
      : "the responder's key cannot make such signatures";
  },
};
