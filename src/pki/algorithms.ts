import { NULL_VALUE, sequence } from "./der/writer.ts";
import { objectIdentifier } from "./der/object-identifier.ts";
import { OID } from "./oids.ts";

/**
 * The facts of every algorithm, in one place: a new one is a new row here, and code that switches on `family` stops
 * compiling until it knows it. Whether the runtime's OpenSSL has it: `algorithm-support.ts`.
 */

export type MlDsaName = "ML-DSA-44" | "ML-DSA-65";
export type KeyAlgorithmName = "P-256" | "P-384" | "RSA-2048" | "RSA-3072" | "RSA-4096" | MlDsaName;
export type SignatureAlgorithmName =
  | "ecdsa-with-SHA256"
  | "ecdsa-with-SHA384"
  | "ecdsa-with-SHA512"
  | "sha256WithRSAEncryption"
  | "sha384WithRSAEncryption"
  | "sha512WithRSAEncryption"
  | MlDsaName;
export type EcCurveName = "P-256" | "P-384";
export type KeyFamily = "ec" | "rsa" | "ml-dsa";

/** A curve over a prime field, y² = x³ − 3x + b (SEC 2, FIPS 186-5). */
export interface EcCurve {
  readonly name: EcCurveName;
  /** OpenSSL's name. */
  readonly opensslName: string;
  readonly oid: string;
  readonly p: bigint;
  readonly b: bigint;
  /** Octets of a coordinate. */
  readonly fieldBytes: number;
}

interface KeyFacts {
  /**
   * Classical strength (NIST SP 800-57 part 1, table 2), rounded down to a row of it. ML-DSA: the strength that its
   * security category is defined by (FIPS 204 table 1: 2 is finding a collision of SHA-256, 3 finding an AES-192 key).
   */
  readonly securityBits: number;
  /** What such a key signs with when nothing else is said. */
  readonly signatureAlgorithm: SignatureAlgorithmName;
  /** AlgorithmIdentifier of the SubjectPublicKeyInfo. */
  readonly identifier: Buffer;
  /**
   * Last day on which CRYPTREC lets systems that protect by it go on (LS-0003, 112-bit strength);
   * null where no such day lies before 2041.
   */
  readonly cryptrecUntil: string | null;
}

export type KeyAlgorithm =
  | (KeyFacts & { readonly family: "ec"; readonly name: EcCurveName; readonly curve: EcCurve })
  | (KeyFacts & {
      readonly family: "rsa";
      readonly name: Exclude<KeyAlgorithmName, EcCurveName | MlDsaName>;
      /** Of the modulus. */
      readonly bits: number;
    })
  | (KeyFacts & {
      readonly family: "ml-dsa";
      readonly name: MlDsaName;
      /** node:crypto's name. */
      readonly nodeName: "ml-dsa-44" | "ml-dsa-65";
      /** Octets of a public key and of a signature (FIPS 204 table 2). */
      readonly publicKeyBytes: number;
      readonly signatureBytes: number;
    });

export interface SignatureAlgorithm {
  readonly name: SignatureAlgorithmName;
  readonly family: KeyFamily;
  readonly oid: string;
  /** Name of the digest for node:crypto; null: it takes the message whole (pure ML-DSA, empty context). */
  readonly digest: "sha256" | "sha384" | "sha512" | null;
  /**
   * AlgorithmIdentifier: NULL parameters for RSA (RFC 4055 section 5), none for ECDSA (RFC 5758 section 3.2) and for
   * ML-DSA (RFC 9881 section 2).
   */
  readonly identifier: Buffer;
}

const P256: EcCurve = {
  name: "P-256",
  opensslName: "prime256v1",
  oid: OID.secp256r1,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  fieldBytes: 32,
};

const P384: EcCurve = {
  name: "P-384",
  opensslName: "secp384r1",
  oid: OID.secp384r1,
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  fieldBytes: 48,
};

const ecIdentifier = (curve: EcCurve): Buffer =>
  sequence(objectIdentifier(OID.ecPublicKey), objectIdentifier(curve.oid));

/** AlgorithmIdentifier of every RSA key (RFC 4055 section 1.2): parameters NULL. */
export const RSA_IDENTIFIER = sequence(objectIdentifier(OID.rsaEncryption), NULL_VALUE);

const rsaKey = (
  name: Extract<KeyAlgorithm, { family: "rsa" }>["name"],
  bits: number,
  securityBits: number,
  cryptrecUntil: string | null,
): KeyAlgorithm => ({
  name,
  family: "rsa",
  bits,
  securityBits,
  signatureAlgorithm: "sha256WithRSAEncryption",
  identifier: RSA_IDENTIFIER,
  cryptrecUntil,
});

/** Key and signature share one object identifier, without parameters (RFC 9881 sections 2 and 4). */
const mlDsaKey = (
  name: MlDsaName,
  nodeName: "ml-dsa-44" | "ml-dsa-65",
  oid: string,
  securityBits: number,
  [publicKeyBytes, signatureBytes]: readonly [number, number],
): KeyAlgorithm => ({
  name,
  family: "ml-dsa",
  nodeName,
  securityBits,
  publicKeyBytes,
  signatureBytes,
  signatureAlgorithm: name,
  identifier: sequence(objectIdentifier(oid)),
  cryptrecUntil: null,
});

/** Keys that may be certified. */
export const KEY_ALGORITHMS: Readonly<Record<KeyAlgorithmName, KeyAlgorithm>> = {
  "P-256": {
    name: "P-256",
    family: "ec",
    curve: P256,
    securityBits: 128,
    signatureAlgorithm: "ecdsa-with-SHA256",
    identifier: ecIdentifier(P256),
    cryptrecUntil: null,
  },
  "P-384": {
    name: "P-384",
    family: "ec",
    curve: P384,
    securityBits: 192,
    signatureAlgorithm: "ecdsa-with-SHA384",
    identifier: ecIdentifier(P384),
    cryptrecUntil: null,
  },
  "RSA-2048": rsaKey("RSA-2048", 2048, 112, "2030-12-31"),
  "RSA-3072": rsaKey("RSA-3072", 3072, 128, null),
  "RSA-4096": rsaKey("RSA-4096", 4096, 128, null),
  "ML-DSA-44": mlDsaKey("ML-DSA-44", "ml-dsa-44", OID.mlDsa44, 128, [1312, 2420]),
  "ML-DSA-65": mlDsaKey("ML-DSA-65", "ml-dsa-65", OID.mlDsa65, 192, [1952, 3309]),
};

const signatureAlgorithm = (
  name: SignatureAlgorithmName,
  family: KeyFamily,
  oid: string,
  digest: SignatureAlgorithm["digest"],
): SignatureAlgorithm => ({
  name,
  family,
  oid,
  digest,
  identifier:
    family === "rsa" ? sequence(objectIdentifier(oid), NULL_VALUE) : sequence(objectIdentifier(oid)),
});

/** Signatures that are made and accepted. SHA-1, RSASSA-PSS and HashML-DSA (which RFC 9881 forbids) are not. */
export const SIGNATURE_ALGORITHMS: Readonly<Record<SignatureAlgorithmName, SignatureAlgorithm>> = {
  "ecdsa-with-SHA256": signatureAlgorithm("ecdsa-with-SHA256", "ec", OID.ecdsaWithSHA256, "sha256"),
  "ecdsa-with-SHA384": signatureAlgorithm("ecdsa-with-SHA384", "ec", OID.ecdsaWithSHA384, "sha384"),
  "ecdsa-with-SHA512": signatureAlgorithm("ecdsa-with-SHA512", "ec", OID.ecdsaWithSHA512, "sha512"),
  sha256WithRSAEncryption: signatureAlgorithm(
    "sha256WithRSAEncryption",
    "rsa",
    OID.sha256WithRSAEncryption,
    "sha256",
  ),
  sha384WithRSAEncryption: signatureAlgorithm(
    "sha384WithRSAEncryption",
    "rsa",
    OID.sha384WithRSAEncryption,
    "sha384",
  ),
  sha512WithRSAEncryption: signatureAlgorithm(
    "sha512WithRSAEncryption",
    "rsa",
    OID.sha512WithRSAEncryption,
    "sha512",
  ),
  "ML-DSA-44": signatureAlgorithm("ML-DSA-44", "ml-dsa", OID.mlDsa44, null),
  "ML-DSA-65": signatureAlgorithm("ML-DSA-65", "ml-dsa", OID.mlDsa65, null),
};

const byIdentifier = new Map(
  Object.values(SIGNATURE_ALGORITHMS).map((algorithm) => [
    algorithm.identifier.toString("latin1"),
    algorithm.name,
  ]),
);

/** The signature algorithm of an AlgorithmIdentifier, compared octet by octet; undefined where it is none of ours. */
export const signatureAlgorithmOf = (identifier: Buffer): SignatureAlgorithmName | undefined =>
  byIdentifier.get(identifier.toString("latin1"));

/** What a key of this kind signs with when nothing else is said; undefined for a key that is none of ours. */
export const defaultSignatureAlgorithm = (name: KeyAlgorithmName): SignatureAlgorithmName =>
  KEY_ALGORITHMS[name].signatureAlgorithm;
