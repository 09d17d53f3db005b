import { createHash } from "node:crypto";
import {
  KEY_ALGORITHMS,
  SIGNATURE_ALGORITHMS,
  type KeyAlgorithm,
  type KeyAlgorithmName,
} from "#pki/algorithms.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { NULL_VALUE, integer, octetString, sequence } from "#pki/der/writer.ts";
import { OID } from "#pki/oids.ts";
import { bytes, number, type Attribute } from "./attributes.ts";
import { CKA, CKM, CKP } from "./constants.ts";

/** What a token must be told to make a key of a kind, and to sign with it. */
export interface KeyMechanisms {
  readonly generation: number;
  readonly signing: number;
  /** What `CK_MECHANISM_INFO` counts sizes in, for this kind; undefined: it says nothing about sizes of ours. */
  readonly sizeBits: number | undefined;
  /** The part of the public key's template that says which kind of key. */
  readonly template: readonly Attribute[];
  /** What is handed to C_Sign for `data`. Hashing is ours: a list of revoked certificates may have many megabytes. */
  readonly input: (data: Buffer) => Promise<Buffer>;
  /** The signature as certificates carry it, from what C_Sign gives. */
  readonly signature: (raw: Buffer) => Buffer;
}

type DigestName = "sha256" | "sha384" | "sha512";

const SUBTLE_NAMES = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;
/** From this size on a digest is computed in a thread of its own. */
const LARGE_BYTES = 64 * 1024;

const digestOf = async (digest: DigestName, data: Buffer): Promise<Buffer> =>
  data.length < LARGE_BYTES
    ? createHash(digest).update(data).digest()
    : Buffer.from(await crypto.subtle.digest(SUBTLE_NAMES[digest], new Uint8Array(data)));

/** CKM_ECDSA gives r and s side by side; certificates have ECDSA-Sig-Value (RFC 3279 section 2.2.3). */
export const ecdsaSigValue = (raw: Buffer): Buffer => {
  const half = raw.length / 2;
  const part = (start: number): Buffer =>
    integer(BigInt(`0x${raw.subarray(start, start + half).toString("hex")}`));
  return sequence(part(0), part(half));
};

const DIGEST_OIDS = { sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 } as const;

/** DigestInfo of EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): CKM_RSA_PKCS adds the padding. */
const digestInfo = (digest: DigestName, value: Buffer): Buffer =>
  sequence(sequence(objectIdentifier(DIGEST_OIDS[digest]), NULL_VALUE), octetString(value));

const PUBLIC_EXPONENT = Buffer.of(1, 0, 1);
const PARAMETER_SETS = { "ML-DSA-44": CKP.ML_DSA_44, "ML-DSA-65": CKP.ML_DSA_65 } as const;

const digestFor = (algorithm: KeyAlgorithm): DigestName =>
  SIGNATURE_ALGORITHMS[algorithm.signatureAlgorithm].digest ?? "sha256";

/** Mechanisms of a row of the algorithm table. */
export const mechanismsOf = (name: KeyAlgorithmName): KeyMechanisms => {
  const algorithm = KEY_ALGORITHMS[name];
  const digest = digestFor(algorithm);
  switch (algorithm.family) {
    case "ec":
      return {
        generation: CKM.EC_KEY_PAIR_GEN,
        signing: CKM.ECDSA,
        sizeBits: algorithm.curve.fieldBytes * 8,
        template: [bytes(CKA.EC_PARAMS, objectIdentifier(algorithm.curve.oid))],
        input: (data) => digestOf(digest, data),
        signature: ecdsaSigValue,
      };
    case "rsa":
      return {
        generation: CKM.RSA_PKCS_KEY_PAIR_GEN,
        signing: CKM.RSA_PKCS,
        sizeBits: algorithm.bits,
        template: [
          number(CKA.MODULUS_BITS, BigInt(algorithm.bits)),
          bytes(CKA.PUBLIC_EXPONENT, PUBLIC_EXPONENT),
        ],
        input: async (data) => digestInfo(digest, await digestOf(digest, data)),
        signature: (raw) => raw,
      };
    case "ml-dsa":
    default:
      // PKCS#11 3.2; without a parameter: hedged, with an empty context, as RFC 9881 section 3 wants it.
      return {
        generation: CKM.ML_DSA_KEY_PAIR_GEN,
        signing: CKM.ML_DSA,
        sizeBits: undefined,
        template: [number(CKA.PARAMETER_SET, PARAMETER_SETS[algorithm.name])],
        input: (data) => Promise.resolve(data),
        signature: (raw) => raw,
      };
  }
};
