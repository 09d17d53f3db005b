import { createPublicKey, sign, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { invariant } from "#shared/invariant.ts";
import { KEY_ALGORITHMS, SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "./algorithms.ts";
import { keyAlgorithmNameOf } from "./public-key.ts";

/** The key is not to be had at present: its token was taken out, its network is down. Nothing was signed. */
export class SignerUnavailableError extends Error {
  override readonly name = "SignerUnavailableError";
}

/** A private key wherever it is: in memory, in a file, in a token. */
export interface Signer {
  readonly signatureAlgorithm: SignatureAlgorithmName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /**
   * Signs `data` (hashing included). ECDSA: DER ECDSA-Sig-Value; RSA: PKCS#1 v1.5; ML-DSA: pure, with an empty context
   * (RFC 9881 section 3). Rejects with a {@link SignerUnavailableError} where the key cannot be reached just now.
   */
  sign(data: Buffer): Promise<Buffer>;
}

/** Signs; the error as a value where the key is not to be had at present, which is no bug of ours. */
export const signUnlessAway = (signer: Signer, data: Buffer): Promise<Buffer | SignerUnavailableError> =>
  signer.sign(data).catch((error: unknown) => {
    if (error instanceof SignerUnavailableError) return error;
    throw error;
  });

const signInThread = promisify(sign);

/**
 * A signer over a private key in this process. Signs in libuv's threads, so that two cores sign at once and an RSA
 * signature of some milliseconds stops nothing else; but on P-256 at once, for there the way to a thread and back costs
 * more than the signature.
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
    sign:
      keyAlgorithm === "P-256"
        ? async (data) => sign(digest, data, privateKey)
        : (data) => signInThread(digest, data, privateKey),
  };
};
