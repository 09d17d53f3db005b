import type { Certificate } from "../certificate/certificate.ts";
import { isSignatureValid } from "../certificate/verify.ts";
import { namesMatch } from "./compare-names.ts";
import type { TrustAnchor } from "./path-request.ts";
import { fault, type PathFault } from "./refusal.ts";

/** Section 6.1.3 (a) (1) and (4): the issuer's name is the one above, and its key made the signature. */
export const signatureFault = (
  certificate: Certificate,
  issuer: Pick<TrustAnchor, "subject" | "publicKeyInfo">,
): PathFault | undefined => {
  if (!namesMatch(certificate.issuer, issuer.subject))
    return fault("PATH_NAME_MISMATCH", "the issuer is not the subject of the certificate above");
  if (certificate.signatureAlgorithm === undefined)
    return fault("PATH_ALGORITHM_NOT_SUPPORTED", "the signature algorithm is not in the table");
  const isValid = isSignatureValid({
    publicKeyInfo: issuer.publicKeyInfo,
    signatureAlgorithm: certificate.signatureAlgorithm,
    data: certificate.tbs,
    signature: certificate.signature,
  });
  return isValid
    ? undefined
    : fault("PATH_SIGNATURE_INVALID", "the key of the certificate above does not verify the signature");
};
