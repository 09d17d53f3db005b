import { hash } from "node:crypto";
import { invariant } from "#shared/invariant.ts";
import { accepted, type Result } from "#shared/result.ts";
import {
  KEY_ALGORITHMS,
  RSA_IDENTIFIER,
  type EcCurve,
  type KeyAlgorithm,
  type KeyAlgorithmName,
} from "./algorithms.ts";
import { readDer, type DerReader } from "./der/reader.ts";
import { pkiRefused, type PkiRefusal } from "./refusal.ts";

/** Largest SubjectPublicKeyInfo that is read, in octets (RSA-4096 takes 550; RSA-16384 about 2,100). */
const MAX_PUBLIC_KEY_INFO_BYTES = 4096;
const LIMITS = { maxBytes: MAX_PUBLIC_KEY_INFO_BYTES, maxDepth: 6 };

/** A public key taken apart. `other` has a kind, a curve or parameters that we do not know. */
export type PublicKey =
  | { readonly kind: "ec"; readonly curve: EcCurve; readonly point: Buffer }
  | {
      readonly kind: "rsa";
      readonly modulus: bigint;
      readonly exponent: bigint;
      readonly modulusBits: number;
    }
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

/** Steps over a SubjectPublicKeyInfo and gives its octets back. */
export const readPublicKeyInfo = (reader: DerReader): Buffer => reader.recorded(readParts).encoded;

const bigint = (magnitude: Buffer): bigint => BigInt(`0x${magnitude.toString("hex")}`);

const bitLength = (magnitude: Buffer): number => magnitude.length * 8 - Math.clz32(magnitude[0] ?? 0) + 24;

const curves = Object.values(KEY_ALGORITHMS).flatMap((algorithm) =>
  algorithm.family === "ec" ? [{ identifier: algorithm.identifier, curve: algorithm.curve }] : [],
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
 * Takes a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) apart. Only named curves and RSA with NULL parameters are
 * known; whether the key is any good is for `csr/check.ts`.
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
  const known = curves.find((candidate) => candidate.identifier.equals(identifier));
  return accepted(
    known === undefined
      ? { kind: "other", algorithmOid }
      : { kind: "ec", curve: known.curve, point: subjectPublicKey },
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

/** The row of the algorithm table for a key; undefined where there is none. */
export const keyAlgorithmOf = (key: PublicKey): KeyAlgorithm | undefined => {
  if (key.kind === "other") return undefined;
  const name: string = key.kind === "ec" ? key.curve.name : `RSA-${key.modulusBits}`;
  return Object.values(KEY_ALGORITHMS).find((algorithm) => algorithm.name === name);
};

/** Name of the key algorithm of a SubjectPublicKeyInfo; undefined where it is none of ours. */
export const keyAlgorithmNameOf = (publicKeyInfo: Buffer): KeyAlgorithmName | undefined => {
  const key = parsePublicKeyInfo(publicKeyInfo);
  return key.ok ? keyAlgorithmOf(key.value)?.name : undefined;
};
