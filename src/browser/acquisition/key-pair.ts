import type { KeyAlgorithmName } from "../../wire/enrollment.ts";
import { algorithm, nothing, sequence, unsignedInteger, type Octets } from "./der.ts";

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A key pair that lives in the page, and nowhere else until it is packed under a passphrase. */
export interface PageKey {
  readonly algorithm: KeyAlgorithmName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Octets;
  /** AlgorithmIdentifier of {@link sign}, DER. */
  readonly signatureAlgorithm: Octets;
  /** As X.509 writes it: ECDSA in DER, RSA as PKCS#1 v1.5. */
  sign(message: Octets): Promise<Octets>;
  /** PrivateKeyInfo (RFC 5958), DER: never to be stored or sent as it is. */
  privateKeyInfo(): Promise<Octets>;
}

interface RsaGeneration {
  readonly name: "RSASSA-PKCS1-v1_5";
  readonly modulusLength: number;
  readonly publicExponent: Octets;
  readonly hash: "SHA-256";
}

interface CurveGeneration {
  readonly name: "ECDSA";
  readonly namedCurve: string;
}

interface Method {
  readonly generation: RsaGeneration | CurveGeneration;
  readonly signing: { readonly name: string; readonly hash?: string };
  readonly signatureAlgorithm: Octets;
  /** Octets of r and of s; undefined where signatures are used as they come. */
  readonly halfBytes?: number;
}

const rsa = (modulusLength: number): Method => ({
  generation: {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: "SHA-256",
  },
  signing: { name: "RSASSA-PKCS1-v1_5" },
  signatureAlgorithm: algorithm("1.2.840.113549.1.1.11", nothing),
});

const ecdsa = (namedCurve: string, hash: string, identifier: string, halfBytes: number): Method => ({
  generation: { name: "ECDSA", namedCurve },
  signing: { name: "ECDSA", hash },
  signatureAlgorithm: algorithm(identifier),
  halfBytes,
});

/** What WebCrypto can make. ML-DSA is not among it. */
const methods: Readonly<Partial<Record<KeyAlgorithmName, Method>>> = {
  "P-256": ecdsa("P-256", "SHA-256", "1.2.840.10045.4.3.2", 32),
  "P-384": ecdsa("P-384", "SHA-384", "1.2.840.10045.4.3.3", 48),
  "RSA-2048": rsa(2048),
  "RSA-3072": rsa(3072),
  "RSA-4096": rsa(4096),
};

/** WebCrypto gives r and s one after the other; X.509 wants two numbers (RFC 3279 section 2.2.3). */
const asNumbers = (signature: Octets, halfBytes: number): Octets =>
  sequence(unsignedInteger(signature.subarray(0, halfBytes)), unsignedInteger(signature.subarray(halfBytes)));

const exported = async (format: "spki" | "pkcs8", key: Key): Promise<Octets> =>
  new Uint8Array(await crypto.subtle.exportKey(format, key));

/**
 * A new key pair of the first of these types that the browser can make; undefined: of none of them. The private key
 * has to be exportable, for it is packed into a file.
 */
export const newPageKey = async (wanted: readonly KeyAlgorithmName[]): Promise<PageKey | undefined> => {
  const name = wanted.find((candidate) => methods[candidate] !== undefined);
  const method = name === undefined ? undefined : methods[name];
  if (name === undefined || method === undefined) return undefined;
  const pair = await crypto.subtle.generateKey(method.generation, true, ["sign", "verify"]);
  const { privateKey, publicKey } = pair;
  return {
    algorithm: name,
    publicKeyInfo: await exported("spki", publicKey),
    signatureAlgorithm: method.signatureAlgorithm,
    sign: async (message) => {
      const signature = new Uint8Array(await crypto.subtle.sign(method.signing, privateKey, message));
      return method.halfBytes === undefined ? signature : asNumbers(signature, method.halfBytes);
    },
    privateKeyInfo: () => exported("pkcs8", privateKey),
  };
};
