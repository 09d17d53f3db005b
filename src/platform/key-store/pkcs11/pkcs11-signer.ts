import { KEY_ALGORITHMS } from "#pki/algorithms.ts";
import { SignerUnavailableError, type Signer } from "#pki/signer.ts";
import { readUlong, ulong, type Cryptoki, type Handle } from "./cryptoki.ts";
import { findKey, type FoundKey } from "./find-key.ts";
import { mechanismsOf } from "./mechanisms.ts";
import { formatReference, type Pkcs11Reference } from "./reference.ts";
import { isLoss, TokenRefusedError } from "./refused.ts";
import type { SessionPool, Work } from "./session-pool.ts";

/** No signature of the algorithm table is longer (ML-DSA-65: 3,309 octets). */
const MOST_SIGNATURE_BYTES = 8192;
const MECHANISM_BYTES = 24;

/** Signs with a key by its handle. */
export const signOnToken = async (
  cryptoki: Cryptoki,
  session: Handle,
  privateKey: Handle,
  mechanism: number,
  input: Buffer,
): Promise<Buffer> => {
  // CK_MECHANISM without a parameter.
  const memory = Buffer.alloc(MECHANISM_BYTES);
  memory.writeBigUInt64LE(BigInt(mechanism));
  await cryptoki.call("C_SignInit", session, memory, privateKey);
  const signature = Buffer.alloc(MOST_SIGNATURE_BYTES);
  const length = ulong(MOST_SIGNATURE_BYTES);
  await cryptoki.call("C_Sign", session, input, input.length, signature, length);
  return Buffer.from(signature.subarray(0, Number(readUlong(length))));
};

const unavailable = (error: unknown): unknown =>
  error instanceof TokenRefusedError || isLoss(error)
    ? new SignerUnavailableError(error.message, { cause: error })
    : error;

/**
 * A signer over a key of the token. It finds the key again after a loss, and signs with it only where it is still the
 * same key: a token of the same name may have come in place of the old one.
 */
export const pkcs11Signer = (
  pool: SessionPool,
  reference: Pkcs11Reference,
  { publicKeyInfo, keyAlgorithm }: Pick<FoundKey, "publicKeyInfo" | "keyAlgorithm">,
): Signer => {
  const name = formatReference(reference);
  const mechanisms = mechanismsOf(keyAlgorithm);

  /** The key was there when the signer was made: where it is not, the token is not the one that was opened then. */
  const findAgain: Work<FoundKey> = async (token, session) => {
    try {
      const key = await findKey(token, session, reference, name);
      if (key.publicKeyInfo.equals(publicKeyInfo)) return key;
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      throw new TokenRefusedError(error.refusal.code, error.refusal.detail, error, true);
    }
    token.found.delete(name);
    const detail = `${name} is another key than it was at the start`;
    throw new TokenRefusedError("KEY_UNUSABLE", detail, undefined, true);
  };

  return {
    publicKeyInfo,
    signatureAlgorithm: KEY_ALGORITHMS[keyAlgorithm].signatureAlgorithm,
    sign: async (data) => {
      const input = await mechanisms.input(data);
      try {
        return await pool.run(async (token, session) => {
          const key = await findAgain(token, session);
          const raw = await signOnToken(token.cryptoki, session, key.privateKey, mechanisms.signing, input);
          return mechanisms.signature(raw);
        });
      } catch (error) {
        throw unavailable(error);
      }
    },
  };
};
