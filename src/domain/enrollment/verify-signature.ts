import { createPublicKey, verify } from "node:crypto";

/**
 * Verifies a signature over `text` with the key of a certificate: ECDSA in DER form or RSA PKCS#1 v1.5, with SHA-256
 * (P-384: SHA-384). Anything malformed is simply not a valid signature.
 */
export const verifySignature = (publicKeyInfo: Buffer, text: Buffer, signature: Buffer): boolean => {
  try {
    const key = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
    const digest = key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256";
    return verify(digest, text, key, signature);
  } catch {
    return false;
  }
};
