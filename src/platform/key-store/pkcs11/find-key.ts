import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import { bytes, findObjects, number, readAttribute, text, type Attribute } from "./attributes.ts";
import { CKA, CKO, CKR, LOGGED_IN_STATES } from "./constants.ts";
import { CryptokiError } from "./cryptoki-error.ts";
import { readUlong, type Cryptoki, type Handle } from "./cryptoki.ts";
import { publicKeyInfoOf } from "./public-key-info.ts";
import type { Pkcs11Reference } from "./reference.ts";
import { TokenRefusedError } from "./refused.ts";
import type { OpenToken } from "./session-pool.ts";

/** A key pair on the token. */
export interface FoundKey {
  readonly privateKey: Handle;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly keyAlgorithm: KeyAlgorithmName;
}

const namesOf = ({ object, id }: Pkcs11Reference): readonly Attribute[] => [
  ...(object === undefined ? [] : [text(CKA.LABEL, object)]),
  ...(id === undefined ? [] : [bytes(CKA.ID, id)]),
];

const SESSION_INFO_BYTES = 32;

/** A session that is not logged in sees no private keys, and does not say why. */
const assertLoggedIn = async (cryptoki: Cryptoki, session: Handle): Promise<void> => {
  const info = Buffer.alloc(SESSION_INFO_BYTES);
  await cryptoki.call("C_GetSessionInfo", session, info);
  if (!LOGGED_IN_STATES.has(readUlong(info, 1))) {
    throw new CryptokiError("C_GetSessionInfo", CKR.USER_NOT_LOGGED_IN);
  }
};

/** Private keys that a reference names. */
export const privateKeysOf = async (
  cryptoki: Cryptoki,
  session: Handle,
  reference: Pkcs11Reference,
): Promise<Handle[]> => {
  const wanted = [number(CKA.CLASS, CKO.PRIVATE_KEY), ...namesOf(reference)];
  const found = await findObjects(cryptoki, session, wanted);
  if (found.length === 0) await assertLoggedIn(cryptoki, session);
  return found;
};

/** What says which public key belongs to a private one: its identifier, or the reference where it has none. */
const namesOfPublic = async (
  cryptoki: Cryptoki,
  session: Handle,
  privateKey: Handle,
  reference: Pkcs11Reference,
): Promise<readonly Attribute[]> => {
  const id = await readAttribute(cryptoki, session, privateKey, CKA.ID);
  return id === undefined || id.length === 0 ? namesOf(reference) : [bytes(CKA.ID, id)];
};

const readPublicKeyInfo = async (
  cryptoki: Cryptoki,
  session: Handle,
  privateKey: Handle,
  reference: Pkcs11Reference,
): Promise<Buffer | undefined> => {
  const names = await namesOfPublic(cryptoki, session, privateKey, reference);
  const [publicKey, ...others] = await findObjects(cryptoki, session, [
    number(CKA.CLASS, CKO.PUBLIC_KEY),
    ...names,
  ]);
  if (publicKey !== undefined && others.length === 0) return publicKeyInfoOf(cryptoki, session, publicKey);
  // Tokens of 2.40 and later may keep it with the private key.
  const info = await readAttribute(cryptoki, session, privateKey, CKA.PUBLIC_KEY_INFO);
  return info?.length === 0 ? undefined : info;
};

const search = async (
  { cryptoki, token }: OpenToken,
  session: Handle,
  reference: Pkcs11Reference,
  name: string,
): Promise<FoundKey> => {
  const [privateKey, ...others] = await privateKeysOf(cryptoki, session, reference);
  if (privateKey === undefined) {
    throw new TokenRefusedError("KEY_MISSING", `the token ${token.label} has no private key ${name}`);
  }
  if (others.length > 0) {
    throw new TokenRefusedError("KEY_UNUSABLE", `${others.length + 1} private keys are called ${name}`);
  }
  const publicKeyInfo = await readPublicKeyInfo(cryptoki, session, privateKey, reference);
  const keyAlgorithm = publicKeyInfo === undefined ? undefined : keyAlgorithmNameOf(publicKeyInfo);
  if (publicKeyInfo === undefined || keyAlgorithm === undefined) {
    throw new TokenRefusedError(
      "KEY_UNUSABLE",
      `${name} has no public key beside it, or is of a type that is not in the algorithm table`,
    );
  }
  return { privateKey, publicKeyInfo, keyAlgorithm };
};

/**
 * The key pair of a reference, looked for once for as long as the token stays open. Throws `TokenRefusedError`
 * KEY_MISSING, KEY_UNUSABLE.
 */
export const findKey = (
  token: OpenToken,
  session: Handle,
  reference: Pkcs11Reference,
  name: string,
): Promise<FoundKey> => {
  const known = token.found.get(name);
  if (known !== undefined) return known;
  const found = search(token, session, reference, name);
  token.found.set(name, found);
  found.catch(() => token.found.delete(name));
  return found;
};
