import { randomBytes } from "node:crypto";
import { KEY_ALGORITHMS, type KeyAlgorithmName } from "#pki/algorithms.ts";
import { isSignatureValidInThread } from "#pki/certificate/verify.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import { bool, bytes, release, template, text } from "./attributes.ts";
import { CKA, CKF, CKR } from "./constants.ts";
import { hasReturnValue } from "./cryptoki-error.ts";
import { readUlong, ulong, type Cryptoki, type Handle } from "./cryptoki.ts";
import { privateKeysOf, type FoundKey } from "./find-key.ts";
import { mechanismsOf, type KeyMechanisms } from "./mechanisms.ts";
import { signOnToken } from "./pkcs11-signer.ts";
import { publicKeyInfoOf } from "./public-key-info.ts";
import { formatReference, type Pkcs11Reference } from "./reference.ts";
import { TokenRefusedError } from "./refused.ts";
import type { OpenToken, SessionPool } from "./session-pool.ts";

const ID_BYTES = 16;
const MECHANISM_BYTES = 24;

/** CK_MECHANISM_INFO: least and greatest key size, flags. */
const isCapable = async (
  { cryptoki, token }: OpenToken,
  mechanism: number,
  flag: number,
  sizeBits: number | undefined,
): Promise<boolean> => {
  const info = Buffer.alloc(MECHANISM_BYTES);
  try {
    await cryptoki.call("C_GetMechanismInfo", token.slot, mechanism, info);
  } catch (error) {
    if (hasReturnValue(error, CKR.MECHANISM_INVALID)) return false;
    throw error;
  }
  const [least, greatest] = [Number(readUlong(info, 0)), Number(readUlong(info, 1))];
  const fits = sizeBits === undefined || (sizeBits >= least && sizeBits <= greatest);
  return fits && (Number(readUlong(info, 2)) & flag) !== 0;
};

const assertCapable = async (
  token: OpenToken,
  algorithm: KeyAlgorithmName,
  { generation, signing, sizeBits }: KeyMechanisms,
): Promise<void> => {
  const makes = await isCapable(token, generation, CKF.GENERATE_KEY_PAIR, sizeBits);
  const signs = await isCapable(token, signing, CKF.SIGN, sizeBits);
  if (makes && signs) return;
  throw new TokenRefusedError(
    "MECHANISM_MISSING",
    `the token ${token.token.label} (${token.token.model}) does not ${makes ? "sign with" : "make"} ${algorithm} keys`,
  );
};

/** Templates of a key pair whose private half never leaves the token and can do nothing but sign. */
const templatesOf = (label: string, id: Buffer, mechanisms: KeyMechanisms) => {
  const common = [bool(CKA.TOKEN, true), text(CKA.LABEL, label), bytes(CKA.ID, id)];
  return {
    publicTemplate: template([
      ...common,
      bool(CKA.PRIVATE, false),
      bool(CKA.VERIFY, true),
      ...mechanisms.template,
    ]),
    privateTemplate: template([
      ...common,
      bool(CKA.PRIVATE, true),
      bool(CKA.SENSITIVE, true),
      bool(CKA.EXTRACTABLE, false),
      bool(CKA.SIGN, true),
      bool(CKA.DECRYPT, false),
      bool(CKA.UNWRAP, false),
      bool(CKA.DERIVE, false),
    ]),
  };
};

interface KeyPair {
  readonly publicKey: Handle;
  readonly privateKey: Handle;
}

const generateKeyPair = async (
  cryptoki: Cryptoki,
  session: Handle,
  label: string,
  mechanisms: KeyMechanisms,
): Promise<KeyPair> => {
  const { publicTemplate, privateTemplate } = templatesOf(label, randomBytes(ID_BYTES), mechanisms);
  const mechanism = Buffer.alloc(MECHANISM_BYTES);
  mechanism.writeBigUInt64LE(BigInt(mechanisms.generation));
  const [publicKey, privateKey] = [ulong(), ulong()];
  await cryptoki.call(
    "C_GenerateKeyPair",
    session,
    mechanism,
    publicTemplate.memory,
    publicTemplate.count,
    privateTemplate.memory,
    privateTemplate.count,
    publicKey,
    privateKey,
  );
  release(publicTemplate);
  release(privateTemplate);
  return { publicKey: readUlong(publicKey), privateKey: readUlong(privateKey) };
};

const destroy = async (
  cryptoki: Cryptoki,
  session: Handle,
  { publicKey, privateKey }: KeyPair,
): Promise<void> => {
  await cryptoki.call("C_DestroyObject", session, privateKey);
  await cryptoki.call("C_DestroyObject", session, publicKey);
};

const TRIAL = Buffer.from("Tegata: is this the key that was made?", "utf8");

/** What was made; undefined where it is not what was asked for, or the token does not sign with it as it should. */
const proved = async (
  cryptoki: Cryptoki,
  session: Handle,
  { publicKey, privateKey }: KeyPair,
  keyAlgorithm: KeyAlgorithmName,
): Promise<FoundKey | undefined> => {
  const publicKeyInfo = await publicKeyInfoOf(cryptoki, session, publicKey);
  if (publicKeyInfo === undefined || keyAlgorithmNameOf(publicKeyInfo) !== keyAlgorithm) return undefined;
  const { signing, input, signature } = mechanismsOf(keyAlgorithm);
  const raw = await signOnToken(cryptoki, session, privateKey, signing, await input(TRIAL));
  const { signatureAlgorithm } = KEY_ALGORITHMS[keyAlgorithm];
  const trial = { publicKeyInfo, signatureAlgorithm, data: TRIAL, signature: signature(raw) };
  return (await isSignatureValidInThread(trial)) ? { privateKey, publicKeyInfo, keyAlgorithm } : undefined;
};

/**
 * Makes a key pair on the token. Throws `TokenRefusedError` KEY_EXISTS where the label is taken (of several processes
 * that make it at the same moment, one at most gets it: each looks for the others' after it has made its own),
 * MECHANISM_MISSING, TOKEN_FAILED where its signature does not verify.
 */
export const generateKey = async (
  pool: SessionPool,
  reference: Pkcs11Reference & { readonly object: string },
  algorithm: KeyAlgorithmName,
): Promise<FoundKey> => {
  const name = formatReference(reference);
  const mechanisms = mechanismsOf(algorithm);
  const exists = new TokenRefusedError("KEY_EXISTS", `${name} exists and is never overwritten`);
  // Also brings back a token that was lost: what follows is not done twice.
  await pool.run(async (token, session) => {
    await assertCapable(token, algorithm, mechanisms);
    if ((await privateKeysOf(token.cryptoki, session, reference)).length > 0) throw exists;
  });
  return pool.runWriting(async ({ cryptoki }, session) => {
    const pair = await generateKeyPair(cryptoki, session, reference.object, mechanisms);
    if ((await privateKeysOf(cryptoki, session, reference)).length > 1) {
      await destroy(cryptoki, session, pair);
      throw exists;
    }
    const key = await proved(cryptoki, session, pair, algorithm);
    if (key !== undefined) return key;
    await destroy(cryptoki, session, pair);
    throw new TokenRefusedError("TOKEN_FAILED", `the token made ${name}, and it does not sign as it should`);
  });
};
