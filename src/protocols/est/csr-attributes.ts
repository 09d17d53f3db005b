import { KEY_ALGORITHMS, SIGNATURE_ALGORITHMS, type KeyAlgorithmName } from "#pki/algorithms.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { integer, sequence, setOf } from "#pki/der/writer.ts";
import { OID } from "#pki/oids.ts";

/**
 * A key type as an attribute: the key's algorithm with its curve or its size in bits (RFC 7030 section 4.5.2, RFC
 * 9908). Nothing for ML-DSA, whose one object identifier stands among the signatures already (RFC 9881 section 2).
 */
const keyType = (name: KeyAlgorithmName): readonly Buffer[] => {
  const algorithm = KEY_ALGORITHMS[name];
  switch (algorithm.family) {
    case "ec":
      return [sequence(objectIdentifier(OID.ecPublicKey), setOf(objectIdentifier(algorithm.curve.oid)))];
    case "rsa":
      return [sequence(objectIdentifier(OID.rsaEncryption), setOf(integer(algorithm.bits)))];
    case "ml-dsa":
    default:
      return [];
  }
};

/** CsrAttrs: the accepted key types, the preferred one first, and a signature algorithm for each (RFC 7030 section 4.5.2). */
export const certificationRequestAttributes = (algorithms: readonly KeyAlgorithmName[]): Buffer => {
  const signatures = new Set(
    algorithms.map((name) => SIGNATURE_ALGORITHMS[KEY_ALGORITHMS[name].signatureAlgorithm].oid),
  );
  return sequence(
    ...algorithms.flatMap((name) => keyType(name)),
    ...[...signatures].map((oid) => objectIdentifier(oid)),
  );
};
