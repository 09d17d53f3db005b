import { createPublicKey, verify } from "node:crypto";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "../algorithms.ts";
import { keyAlgorithmOf, parsePublicKeyInfo } from "../public-key.ts";
import type { Certificate } from "./certificate.ts";
import type { IssuerFacts } from "./profiles.ts";
import { invariant } from "#shared/invariant.ts";

/**
 * Whether `signature` over `data` was made by the owner of the key. False too where key and algorithm do not belong
 * together or the key is none of ours. ECDSA signatures are DER, RSA ones PKCS#1 v1.5.
 */
export const isSignatureValid = (given: {
  readonly publicKeyInfo: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithmName;
  readonly data: Buffer;
  readonly signature: Buffer;
}): boolean => {
  const { family, digest } = SIGNATURE_ALGORITHMS[given.signatureAlgorithm];
  const key = parsePublicKeyInfo(given.publicKeyInfo);
  if (!key.ok || key.value.kind !== family) return false;
  try {
    const publicKey = createPublicKey({ key: given.publicKeyInfo, format: "der", type: "spki" });
    return verify(digest, given.data, publicKey, given.signature);
  } catch {
    // OpenSSL does not take the key: a point off its curve and the like.
    return false;
  }
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
