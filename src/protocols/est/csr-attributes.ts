import type { KeyAlgorithmName } from "#domain/institution/policy.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { integer, sequence, setOf } from "#pki/der/writer.ts";
import { OID } from "#pki/oids.ts";

const ecKey = (curve: string): Buffer =>
  sequence(objectIdentifier(OID.ecPublicKey), setOf(objectIdentifier(curve)));

const rsaKey = (bits: number): Buffer => sequence(objectIdentifier(OID.rsaEncryption), setOf(integer(bits)));

/** Each key type as an attribute: the key's algorithm with its curve or its size in bits (RFC 7030 section 4.5.2, RFC 9908). */
const keyTypes: Readonly<Record<KeyAlgorithmName, () => Buffer>> = {
  "P-256": () => ecKey(OID.secp256r1),
  "P-384": () => ecKey(OID.secp384r1),
  "RSA-2048": () => rsaKey(2048),
  "RSA-3072": () => rsaKey(3072),
  "RSA-4096": () => rsaKey(4096),
};

const signatureOf = (algorithm: KeyAlgorithmName): string => {
  if (algorithm === "P-256") return OID.ecdsaWithSHA256;
  return algorithm === "P-384" ? OID.ecdsaWithSHA384 : OID.sha256WithRSAEncryption;
};

/** CsrAttrs: the accepted key types, the preferred one first, and a signature algorithm for each (RFC 7030 section 4.5.2). */
export const certificationRequestAttributes = (algorithms: readonly KeyAlgorithmName[]): Buffer => {
  const signatures = new Set(algorithms.map(signatureOf));
  return sequence(
    ...algorithms.map((algorithm) => keyTypes[algorithm]()),
    ...[...signatures].map((oid) => objectIdentifier(oid)),
  );
};
