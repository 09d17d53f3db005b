import type { OcspSubject, Lint } from "./lint.ts";
import { ocspCertIdsUnique } from "./ocsp/ocsp-cert-ids-unique.ts";
import { ocspCertificates } from "./ocsp/ocsp-certificates.ts";
import { ocspExtensionsKnown } from "./ocsp/ocsp-extensions-known.ts";
import { ocspNonceLength } from "./ocsp/ocsp-nonce-length.ts";
import { ocspResponderAuthorized } from "./ocsp/ocsp-responder-authorized.ts";
import { ocspResponderId } from "./ocsp/ocsp-responder-id.ts";
import { ocspResponderValid } from "./ocsp/ocsp-responder-valid.ts";
import { ocspRevocationTimes } from "./ocsp/ocsp-revocation-times.ts";
import { ocspSignatureAlgorithm } from "./ocsp/ocsp-signature-algorithm.ts";
import { ocspUpdateTimes } from "./ocsp/ocsp-update-times.ts";

/** Every rule about OCSP responses. A new rule is a new file and a line here. */
export const OCSP_LINTS: readonly Lint<OcspSubject>[] = [
  ocspResponderId,
  ocspResponderAuthorized,
  ocspResponderValid,
  ocspUpdateTimes,
  ocspRevocationTimes,
  ocspCertIdsUnique,
  ocspNonceLength,
  ocspExtensionsKnown,
  ocspCertificates,
  ocspSignatureAlgorithm,
];
