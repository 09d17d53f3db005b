import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { invariant } from "#shared/invariant.ts";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "../algorithms.ts";
import { keyAlgorithmOf, makesSignatures, parsePublicKeyInfo, type PublicKey } from "../public-key.ts";
import type { Certificate } from "./certificate.ts";
import type { IssuerFacts } from "./profiles.ts";

/** A signature to be verified. */
export interface SignatureToVerify {
  readonly publicKeyInfo: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithmName;
  readonly data: Buffer;
  /** ECDSA: DER; RSA: PKCS#1 v1.5; ML-DSA: as FIPS 204 has it. */
  readonly signature: Buffer;
}

/**
 * Largest RSA key with which a foreign signature is verified: the cost grows with the square of the modulus and with the
 * length of the exponent (RSA-16384 with an exponent of 64 bits takes OpenSSL milliseconds each time).
 */
const MAX_RSA_BITS = 8192;
const RSA_EXPONENT_LIMIT = 1n << 256n;

const isCheap = (key: PublicKey): boolean =>
  key.kind !== "rsa" || (key.modulusBits <= MAX_RSA_BITS && key.exponent < RSA_EXPONENT_LIMIT);

/** The key, once it belongs to the algorithm, is not monstrous and OpenSSL takes it; undefined otherwise. */
const verificationKey = (given: SignatureToVerify): KeyObject | undefined => {
  const key = parsePublicKeyInfo(given.publicKeyInfo);
  if (!key.ok || !makesSignatures(key.value, given.signatureAlgorithm)) return undefined;
  if (!isCheap(key.value)) return undefined;
  try {
    return createPublicKey({ key: given.publicKeyInfo, format: "der", type: "spki" });
  } catch {
    // A point off its curve and the like.
    return undefined;
  }
};

/**
 * Whether `signature` over `data` was made by the owner of the key. False too where key and algorithm do not belong
 * together or the key is none of ours.
 */
export const isSignatureValid = (given: SignatureToVerify): boolean => {
  const key = verificationKey(given);
  const { digest } = SIGNATURE_ALGORITHMS[given.signatureAlgorithm];
  return key !== undefined && verify(digest, given.data, key, given.signature);
};

const verifyInThread = promisify<string | null, Buffer, KeyObject, Buffer, boolean>(verify);

/** The same, computed in libuv's threads: for servers, where a second core can do it meanwhile. */
export const isSignatureValidInThread = async (given: SignatureToVerify): Promise<boolean> => {
  const key = verificationKey(given);
  const { digest } = SIGNATURE_ALGORITHMS[given.signatureAlgorithm];
  return key !== undefined && (await verifyInThread(digest, given.data, key, given.signature));
};

/** Whether `issuer` names itself in the certificate and its key verifies the signature (RFC 5280 section 6.1.3 (a)). */
export const isIssuedBy = (
  certificate: Certificate,
  issuer: Pick<Certificate, "subjectDer" | "publicKeyInfo">,
): boolean =>
  certificate.signatureAlgorithm !== undefined &&
  certificate.issuerDer.equals(issuer.subjectDer) &&
  isSignatureValid({
    publicKeyInfo: issuer.publicKeyInfo,
    signatureAlgorithm: certificate.signatureAlgorithm,
    data: certificate.tbs,
    signature: certificate.signature,
  });

/** What an authority's own certificate gives to what it issues. The authority is ours: it has an SKI and a known key. */
export const issuerFactsOf = (authority: Certificate): IssuerFacts => {
  const { subjectKeyIdentifier } = authority.extensions;
  const key = parsePublicKeyInfo(authority.publicKeyInfo);
  const algorithm = key.ok ? keyAlgorithmOf(key.value) : undefined;
  invariant(subjectKeyIdentifier !== undefined, "an issuer of ours has a subject key identifier");
  invariant(algorithm !== undefined, "an issuer of ours has a key of the algorithm table");
  return {
    name: authority.subjectDer,
    keyIdentifier: subjectKeyIdentifier,
    signatureAlgorithm: algorithm.signatureAlgorithm,
  };
};
