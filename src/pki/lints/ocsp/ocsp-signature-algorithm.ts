import type { OcspSubject, Lint } from "../lint.ts";
import { SIGNATURE_ALGORITHMS } from "../../algorithms.ts";
import { parsePublicKeyInfo } from "../../public-key.ts";

export const ocspSignatureAlgorithm: Lint<OcspSubject> = {
  name: "ocsp-signature-algorithm",
  citation: "RFC 6960 section 4.2.1 (signatureAlgorithm); section 4.3",
  check: ({ signed, responder }) => {
    if (signed === undefined) return undefined;
    const key = parsePublicKeyInfo(responder.publicKeyInfo);
    const { signatureAlgorithm: algorithm } = signed;
    return algorithm !== undefined && key.ok && key.value.kind === SIGNATURE_ALGORITHMS[algorithm].family
      ? undefined
      : "the responder's key cannot make such signatures";
  },
};
