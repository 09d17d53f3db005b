import { SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "../algorithms.ts";
import { contextConstructed } from "../der/tags.ts";
import { bitString, integer, sequence, value } from "../der/writer.ts";
import { encodeName, type Name } from "../name.ts";

/** What a request needs. A `Signer` has the last three fields. */
export interface CertificationRequestFields {
  readonly subject: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithmName;
  /** Signs `data` (hashing included) with the private key, wherever it is. ECDSA: DER; RSA: PKCS#1 v1.5; ML-DSA: pure. */
  sign(data: Buffer): Promise<Buffer>;
}

/** A PKCS#10 request (RFC 2986 section 4), DER, without attributes. */
export const buildCertificationRequest = async (fields: CertificationRequestFields): Promise<Buffer> => {
  const tbs = sequence(
    integer(0),
    encodeName(fields.subject),
    fields.publicKeyInfo,
    value(contextConstructed(0), []),
  );
  const signature = await fields.sign(tbs);
  return sequence(tbs, SIGNATURE_ALGORITHMS[fields.signatureAlgorithm].identifier, bitString(signature));
};
