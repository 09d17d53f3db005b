import { hash } from "node:crypto";
import { invariant } from "#shared/invariant.ts";
import { accepted, type Result } from "#shared/result.ts";
import {
  KEY_ALGORITHMS,
  RSA_IDENTIFIER,
  type EcCurve,
  type KeyAlgorithm,
  type KeyAlgorithmName,
  type MlDsaName,
  type SignatureAlgorithmName,
  SIGNATURE_ALGORITHMS,
} from "./algorithms.ts";
import { DerError } from "./der/error.ts";
import { readDer, type DerReader } from "./der/reader.ts";
import { pkiRefused, type PkiRefusal } from "./refusal.ts";

/** Largest SubjectPublicKeyInfo that is read, in octets (RSA-4096 takes 550; ML-DSA-65 1,974; RSA-16384 about 2,100). */
const MAX_PUBLIC_KEY_INFO_BYTES = 4096;
/** As deep as in certificates and requests, so that a key read there is read again alone. */
const LIMITS = { maxBytes: MAX_PUBLIC_KEY_INFO_BYTES, maxDepth: 12 };

/** A public key taken apart. `other` has a kind, a curve or parameters that we do not know. */
export type PublicKey =
  | { readonly kind: "ec"; readonly curve: EcCurve; readonly point: Buffer }
  | {
      readonly kind: "rsa";
      readonly modulus: bigint;
      readonly exponent: bigint;
      readonly modulusBits: number;
    }
  | { readonly kind: "ml-dsa"; readonly name: MlDsaName }
  | { readonly kind: "other"; readonly algorithmOid: string };

interface PublicKeyInfoParts {
  readonly algorithmOid: string;
  readonly identifier: Buffer;
  readonly subjectPublicKey: Buffer;
}

const readParts = (reader: DerReader): PublicKeyInfoParts =>
  reader.sequence((info) => {
    const { encoded: identifier, value: algorithmOid } = info.recorded((outer) =>
      outer.sequence((algorithm) => {
        const oid = algorithm.objectIdentifier();
        if (!algorithm.isAtEnd) algorithm.any();
        return oid;
      }),
    );
    return { algorithmOid, identifier, subjectPublicKey: info.bitString() };
  });

/** Steps over a SubjectPublicKeyInfo and gives its octets back: up to 4,096 of them. */
export const readPublicKeyInfo = (reader: DerReader): Buffer => {
  const { encoded } = reader.recorded(readParts);
  if (encoded.length > MAX_PUBLIC_KEY_INFO_BYTES) {
    throw new DerError(`public key of more than ${MAX_PUBLIC_KEY_INFO_BYTES} octets`);
  }
  return encoded;
};

const bigint = (magnitude: Buffer): bigint => BigInt(`0x${magnitude.toString("hex")}`);

const bitLength = (magnitude: Buffer): number => magnitude.length * 8 - Math.clz32(magnitude[0] ?? 0) + 24;

const curves = Object.values(KEY_ALGORITHMS).flatMap((algorithm) =>
  algorithm.family === "ec" ? [{ identifier: algorithm.identifier, curve: algorithm.curve }] : [],
);

const mlDsaKeys = Object.values(KEY_ALGORITHMS).flatMap((algorithm) =>
  algorithm.family === "ml-dsa" ? [algorithm] : [],
);

const parseRsaKey = (subjectPublicKey: Buffer): Result<PublicKey, string> =>
  readDer(subjectPublicKey, LIMITS, (reader) =>
    reader.sequence((key) => {
      const modulus = key.unsigned(2048);
      const exponent = key.unsigned(2048);
      return {
        kind: "rsa",
        modulus: bigint(modulus),
        exponent: bigint(exponent),
        modulusBits: bitLength(modulus),
      };
    }),
  );

/**
 * Takes a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) apart. Only named curves, RSA with NULL parameters and
 * ML-DSA without (RFC 9881 section 4) are known; whether the key is any good is for `csr/check.ts`.
 */
export const parsePublicKeyInfo = (
  publicKeyInfo: Buffer,
): Result<PublicKey, PkiRefusal<"PUBLIC_KEY_MALFORMED">> => {
  const parts = readDer(publicKeyInfo, LIMITS, readParts);
  if (!parts.ok) return pkiRefused("PUBLIC_KEY_MALFORMED", parts.refusal);
  const { algorithmOid, identifier, subjectPublicKey } = parts.value;
  if (identifier.equals(RSA_IDENTIFIER)) {
    const key = parseRsaKey(subjectPublicKey);
    return key.ok ? key : pkiRefused("PUBLIC_KEY_MALFORMED", key.refusal);
  }
  const curve = curves.find((candidate) => candidate.identifier.equals(identifier));
  if (curve !== undefined) return accepted({ kind: "ec", curve: curve.curve, point: subjectPublicKey });
  const mlDsa = mlDsaKeys.find((candidate) => candidate.identifier.equals(identifier));
  if (mlDsa === undefined) return accepted({ kind: "other", algorithmOid });
  // Any octets of the right number are a key (FIPS 204 algorithm 23): there is nothing more to check.
  return subjectPublicKey.length === mlDsa.publicKeyBytes
    ? accepted({ kind: "ml-dsa", name: mlDsa.name })
    : pkiRefused(
        "PUBLIC_KEY_MALFORMED",
        `${mlDsa.name} of ${subjectPublicKey.length} octets, not ${mlDsa.publicKeyBytes}`,
      );
};

/** The contents of the BIT STRING `subjectPublicKey`: what key identifiers and OCSP hashes are made of. */
export const subjectPublicKeyOf = (publicKeyInfo: Buffer): Buffer => {
  const parts = readDer(publicKeyInfo, LIMITS, readParts);
  invariant(parts.ok, "a public key of our own is well-formed");
  return parts.value.subjectPublicKey;
};

/** 160 bits. */
export const KEY_IDENTIFIER_BYTES = 20;

/**
 * Key identifier by RFC 7093 section 2 method 1: the leftmost 160 bits of the SHA-256 of the subject public key.
 * Not RFC 5280's SHA-1, so that nothing we issue rests on SHA-1; verifiers compare identifiers, they never recompute.
 */
export const keyIdentifier = (publicKeyInfo: Buffer): Buffer =>
  hash("sha256", subjectPublicKeyOf(publicKeyInfo), "buffer").subarray(0, KEY_IDENTIFIER_BYTES);

const keyNameOf = (key: Exclude<PublicKey, { kind: "other" }>): string => {
  switch (key.kind) {
    case "ec":
      return key.curve.name;
    case "rsa":
      return `RSA-${key.modulusBits}`;
    case "ml-dsa":
    default:
      return key.name;
  }
};

/** The row of the algorithm table for a key; undefined where there is none. */
export const keyAlgorithmOf = (key: PublicKey): KeyAlgorithm | undefined => {
  if (key.kind === "other") return undefined;
  const name = keyNameOf(key);
  return Object.values(KEY_ALGORITHMS).find((algorithm) => algorithm.name === name);
};

/** Whether keys like this one make such signatures. RSA and EC keys go with each digest, ML-DSA keys with their own. */
export const makesSignatures = (key: PublicKey, algorithm: SignatureAlgorithmName): boolean =>
  key.kind === SIGNATURE_ALGORITHMS[algorithm].family && (key.kind !== "ml-dsa" || key.name === algorithm);

/** Name of the key algorithm of a SubjectPublicKeyInfo; undefined where it is none of ours. */
export const keyAlgorithmNameOf = (publicKeyInfo: Buffer): KeyAlgorithmName | undefined => {
  const key = parsePublicKeyInfo(publicKeyInfo);
  return key.ok ? keyAlgorithmOf(key.value)?.name : undefined;
};
