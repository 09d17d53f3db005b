import { accepted, type Result } from "#shared/result.ts";
import type { KeyAlgorithmName } from "../algorithms.ts";
import { isSignatureValid } from "../certificate/verify.ts";
import { pkiRefused, type CertificationRequestRefusalCode, type PkiRefusal } from "../refusal.ts";
import { checkPublicKey } from "./public-key.ts";
import type { CertificationRequest } from "./parse.ts";

/** A key that may be certified. */
export interface CheckedRequest {
  readonly keyAlgorithm: KeyAlgorithmName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

/**
 * Checks a request: a key type that the policy lists, a sound key, and the proof that whoever asks has the private key
 * (RFC 2986 section 4.2). The key comes first, so that no signature is verified with a monstrous key.
 * Whether the key is already in use is for the domain.
 */
export const checkCertificationRequest = (
  request: CertificationRequest,
  allowedKeyAlgorithms: readonly KeyAlgorithmName[],
): Result<CheckedRequest, PkiRefusal<CertificationRequestRefusalCode>> => {
  const { publicKeyInfo, signatureAlgorithm, signature, tbs } = request;
  const key = checkPublicKey(publicKeyInfo, allowedKeyAlgorithms);
  if (!key.ok) return key;
  if (signatureAlgorithm === undefined) {
    return pkiRefused(
      "SIGNATURE_ALGORITHM_NOT_ALLOWED",
      "the request is signed with an algorithm not in the table",
    );
  }
  if (!isSignatureValid({ publicKeyInfo, signatureAlgorithm, data: tbs, signature })) {
    return pkiRefused(
      "CSR_SIGNATURE_INVALID",
      `the key of the request does not verify its ${signatureAlgorithm} signature`,
    );
  }
  return accepted({ keyAlgorithm: key.value, publicKeyInfo });
};
