import { createPublicKey, sign as signCallback, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { invariant } from "#shared/invariant.ts";
import { KEY_ALGORITHMS, SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "./algorithms.ts";
import { keyAlgorithmNameOf } from "./public-key.ts";

/** A private key wherever it is: in memory, in a file, in a token. */
export interface Signer {
  readonly signatureAlgorithm: SignatureAlgorithmName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /** Signs `data` (hashing included). ECDSA: DER ECDSA-Sig-Value; RSA: PKCS#1 v1.5. */
  sign(data: Buffer): Promise<Buffer>;
}

const signInThread = promisify(signCallback);

/**
 * A signer over a private key in this process. Signs in libuv's threads, so that two cores sign at once and an RSA
 * signature of some milliseconds stops nothing else.
 */
export const softwareSigner = (privateKey: KeyObject): Signer => {
  invariant(privateKey.type === "private", "a signer needs a private key");
  const publicKeyInfo = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const keyAlgorithm = keyAlgorithmNameOf(publicKeyInfo);
  invariant(keyAlgorithm !== undefined, "a signer needs a key of the algorithm table");
  const { signatureAlgorithm } = KEY_ALGORITHMS[keyAlgorithm];
  const { digest } = SIGNATURE_ALGORITHMS[signatureAlgorithm];
  return {
    signatureAlgorithm,
    publicKeyInfo,
    sign: (data) => signInThread(digest, data, privateKey),
  };
};
