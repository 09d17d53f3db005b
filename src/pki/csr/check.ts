import { accepted, type Result } from "#shared/result.ts";
import type { KeyAlgorithmName } from "../algorithms.ts";
import { isSignatureValid, isSignatureValidInThread, type SignatureToVerify } from "../certificate/verify.ts";
import { pkiRefused, type CertificationRequestRefusalCode, type PkiRefusal } from "../refusal.ts";
import type { CertificationRequest } from "./parse.ts";
import { checkPublicKey } from "./public-key.ts";

/** A key that may be certified. */
export interface CheckedRequest {
  readonly keyAlgorithm: KeyAlgorithmName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

type CheckOutcome = Result<CheckedRequest, PkiRefusal<CertificationRequestRefusalCode>>;

/** A sound key of an allowed type, whose possession is yet to be proved by `proof`. */
interface ClaimedKey {
  readonly checked: CheckedRequest;
  readonly proof: SignatureToVerify;
}

const checkKey = (
  request: CertificationRequest,
  allowed: readonly KeyAlgorithmName[],
): Result<ClaimedKey, PkiRefusal<CertificationRequestRefusalCode>> => {
  const { publicKeyInfo, signatureAlgorithm, signature, tbs: data } = request;
  const key = checkPublicKey(publicKeyInfo, allowed);
  if (!key.ok) return key;
  if (signatureAlgorithm === undefined) {
    return pkiRefused(
      "SIGNATURE_ALGORITHM_NOT_ALLOWED",
      "the request is signed with an algorithm not in the table",
    );
  }
  return accepted({
    checked: { keyAlgorithm: key.value, publicKeyInfo },
    proof: { publicKeyInfo, signatureAlgorithm, data, signature },
  });
};

const outcome = ({ checked, proof }: ClaimedKey, isProved: boolean): CheckOutcome =>
  isProved
    ? accepted(checked)
    : pkiRefused(
        "CSR_SIGNATURE_INVALID",
        `the key of the request does not verify its ${proof.signatureAlgorithm} signature`,
      );

/**
 * Checks a request: a key type that the policy lists, a sound key, and the proof that whoever asks has the private key
 * (RFC 2986 section 4.2). The key comes first, so that no signature is verified with a monstrous key.
 * Whether the key is already in use is for the domain.
 */
export const checkCertificationRequest = (
  request: CertificationRequest,
  allowedKeyAlgorithms: readonly KeyAlgorithmName[],
): CheckOutcome => {
  const key = checkKey(request, allowedKeyAlgorithms);
  return key.ok ? outcome(key.value, isSignatureValid(key.value.proof)) : key;
};

/** The same, with the signature verified in libuv's threads: for servers, where a second core can do it meanwhile. */
export const checkCertificationRequestInThread = async (
  request: CertificationRequest,
  allowedKeyAlgorithms: readonly KeyAlgorithmName[],
): Promise<CheckOutcome> => {
  const key = checkKey(request, allowedKeyAlgorithms);
  return key.ok ? outcome(key.value, await isSignatureValidInThread(key.value.proof)) : key;
};
