import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, type Result } from "#shared/result.ts";
import type { KeyAlgorithmName } from "#wire/enrollment.ts";
import {
  type KeyHandle,
  type KeyStore,
  KeyStoreError,
  type KeyStoreFacts,
  type KeyStoreRefusal,
  type StoredCertificate,
} from "../../core/key-store.ts";
import { type NssDatabase, type NssOptions, openNssDatabase } from "./database.ts";
import { nssFacts } from "./facts.ts";
import { nssKeyAlgorithms, type NssKeyAlgorithm } from "./key-algorithms.ts";
import {
  bytesAt,
  bytesOf,
  certificateAt,
  curveParameters,
  freeBytes,
  itemOf,
  lastFault,
  listedAt,
  type Pointer,
  rsaParametersOf,
  type SecItem,
} from "./library.ts";

const PK11_ATTR_TOKEN = 0x001;
const PK11_ATTR_PRIVATE = 0x004;
const PK11_ATTR_SENSITIVE = 0x040;
const PK11_ATTR_UNEXTRACTABLE = 0x200;
const KEY_ATTRIBUTES = PK11_ATTR_TOKEN | PK11_ATTR_PRIVATE | PK11_ATTR_SENSITIVE | PK11_ATTR_UNEXTRACTABLE;

/** The most a PKCS#11 nickname should be: longer ones are cut by some programs. */
const NICKNAME_LIMIT = 120;

class NssKeyHandle implements KeyHandle {
  readonly keyAlgorithm: KeyAlgorithmName;
  readonly privateKey: Pointer;

  constructor(keyAlgorithm: KeyAlgorithmName, privateKey: Pointer) {
    this.keyAlgorithm = keyAlgorithm;
    this.privateKey = privateKey;
  }
}

/** The key store of Chromium and Firefox on Linux. */
const factsOf = (keyAlgorithm: KeyAlgorithmName): NssKeyAlgorithm => {
  const facts = nssKeyAlgorithms[keyAlgorithm];
  invariant(facts !== undefined, `NSS makes ${keyAlgorithm} keys, as its facts say`);
  return facts;
};

class NssKeyStore implements KeyStore {
  readonly #database: NssDatabase;
  readonly #held = new Set<NssKeyHandle>();

  constructor(database: NssDatabase) {
    this.#database = database;
  }

  describe(): KeyStoreFacts {
    return nssFacts(this.#database.directory);
  }

  generate(keyAlgorithm: KeyAlgorithmName): Promise<KeyHandle> {
    return this.#attempt(() => {
      const { nss, slot } = this.#database;
      const { mechanism, parameters } = factsOf(keyAlgorithm);
      const memory =
        "curveOid" in parameters
          ? curveParameters(parameters.curveOid)
          : rsaParametersOf(parameters.modulusBits);
      const publicKey: [Pointer] = [null];
      const key = nss.PK11_GenerateKeyPairWithFlags(slot, mechanism, memory, publicKey, KEY_ATTRIBUTES, null);
      if (key === null) throw this.#fault("generate");
      nss.SECKEY_DestroyPublicKey(publicKey[0]);
      return this.#hold(keyAlgorithm, key);
    });
  }

  publicKeyInfo(handle: KeyHandle): Promise<Buffer> {
    return this.#attempt(() => this.#publicKeyInfoOf(this.#own(handle).privateKey));
  }

  sign(handle: KeyHandle, data: Buffer): Promise<Buffer> {
    return this.#attempt(() => {
      const { nss } = this.#database;
      const { keyAlgorithm, privateKey } = this.#own(handle);
      const algorithm = nss.SECOID_FindOIDTag(itemOf(factsOf(keyAlgorithm).signatureOid));
      const result: Partial<SecItem> = {};
      if (nss.SEC_SignData(result, data, data.length, privateKey, algorithm) !== 0) throw this.#fault("sign");
      const signature = bytesOf(result);
      freeBytes(nss, result);
      return signature;
    });
  }

  install(handle: KeyHandle, certificate: Buffer, nickname: string): Promise<void> {
    return this.#attempt(() => {
      const { nss } = this.#database;
      this.#own(handle);
      const slot = nss.PK11_ImportDERCertForKey(itemOf(certificate), nickname.slice(0, NICKNAME_LIMIT), null);
      if (slot === null) throw this.#fault("install");
      nss.PK11_FreeSlot(slot);
    });
  }

  list(): Promise<readonly StoredCertificate[]> {
    return this.#attempt(() => {
      const { nss, slot } = this.#database;
      const list = nss.PK11_ListCertsInSlot(slot);
      if (list === null) return [];
      const found: StoredCertificate[] = [];
      for (const certificate of listedAt(list)) {
        const key = nss.PK11_FindPrivateKeyFromCert(slot, certificate, null);
        if (key === null) continue;
        nss.SECKEY_DestroyPrivateKey(key);
        found.push({ certificate: certificateAt(certificate) });
      }
      nss.CERT_DestroyCertList(list);
      return found;
    });
  }

  open(certificate: Buffer): Promise<KeyHandle | undefined> {
    return this.#attempt(() => {
      const { nss } = this.#database;
      return this.#withCertificate(certificate, (found) => {
        const key = nss.PK11_FindPrivateKeyFromCert(this.#database.slot, found, null);
        return key === null ? undefined : this.#holdIfKnown(key);
      });
    });
  }

  openByPublicKeyInfo(publicKeyInfo: Buffer): Promise<KeyHandle | undefined> {
    return this.#attempt(() => {
      const { nss, slot } = this.#database;
      const list = nss.PK11_ListPrivKeysInSlot(slot, null, null);
      if (list === null) return undefined;
      const match = listedAt(list).find((key) => this.#publicKeyInfoOf(key).equals(publicKeyInfo));
      const handle = match === undefined ? undefined : this.#holdIfKnown(nss.SECKEY_CopyPrivateKey(match));
      nss.SECKEY_DestroyPrivateKeyList(list);
      return handle;
    });
  }

  delete(certificate: Buffer): Promise<void> {
    return this.#attempt(() => {
      const { nss, slot } = this.#database;
      this.#withCertificate(certificate, (found) => {
        const key = nss.PK11_FindPrivateKeyFromCert(slot, found, null);
        if (nss.SEC_DeletePermCertificate(found) !== 0) throw this.#fault("delete the certificate");
        if (key !== null) this.#deleteKeyPair(key);
      });
    });
  }

  discard(handle: KeyHandle): Promise<void> {
    return this.#attempt(() => {
      const held = this.#own(handle);
      this.#held.delete(held);
      this.#deleteKeyPair(held.privateKey);
    });
  }

  close(): Promise<void> {
    return this.#attempt(() => {
      for (const { privateKey } of this.#held) this.#database.nss.SECKEY_DestroyPrivateKey(privateKey);
      this.#held.clear();
      this.#database.close();
    });
  }

  async #attempt<Value>(action: () => Value): Promise<Value> {
    return action();
  }

  #fault(operation: string): KeyStoreError {
    return new KeyStoreError(operation, lastFault(this.#database.nss));
  }

  #own(handle: KeyHandle): NssKeyHandle {
    invariant(handle instanceof NssKeyHandle && this.#held.has(handle), "a key handle of this open store");
    return handle;
  }

  #hold(keyAlgorithm: KeyAlgorithmName, privateKey: Pointer): NssKeyHandle {
    const handle = new NssKeyHandle(keyAlgorithm, privateKey);
    this.#held.add(handle);
    return handle;
  }

  #holdIfKnown(privateKey: Pointer): NssKeyHandle | undefined {
    const keyAlgorithm = keyAlgorithmNameOf(this.#publicKeyInfoOf(privateKey));
    if (keyAlgorithm !== undefined) return this.#hold(keyAlgorithm, privateKey);
    this.#database.nss.SECKEY_DestroyPrivateKey(privateKey);
    return undefined;
  }

  #publicKeyInfoOf(privateKey: Pointer): Buffer {
    const { nss } = this.#database;
    const publicKey = nss.SECKEY_ConvertToPublicKey(privateKey);
    if (publicKey === null) throw this.#fault("read the public key");
    const info = this.#encodePublicKey(publicKey);
    nss.SECKEY_DestroyPublicKey(publicKey);
    return info;
  }

  #encodePublicKey(publicKey: Pointer): Buffer {
    const { nss } = this.#database;
    const item = nss.SECKEY_EncodeDERSubjectPublicKeyInfo(publicKey);
    if (item === null) throw this.#fault("encode the public key");
    const info = bytesAt(item);
    nss.SECITEM_FreeItem(item, 1);
    return info;
  }

  #withCertificate<Value>(certificate: Buffer, use: (found: Pointer) => Value): Value | undefined {
    const { nss, slot } = this.#database;
    const found = nss.PK11_FindCertFromDERCertItem(slot, itemOf(certificate), null);
    if (found === null) return undefined;
    try {
      return use(found);
    } finally {
      nss.CERT_DestroyCertificate(found);
    }
  }

  /** Removes the private key and the public key object that NSS keeps beside it; takes the pointer over. */
  #deleteKeyPair(privateKey: Pointer): void {
    const { nss, slot } = this.#database;
    const info = this.#publicKeyInfoOf(privateKey);
    // Forced: whether a certificate of this key goes too is decided by the caller, not guessed by NSS.
    if (nss.PK11_DeleteTokenPrivateKey(privateKey, 1) !== 0) throw this.#fault("delete the key");
    const list = nss.PK11_ListPublicKeysInSlot(slot, null);
    const match = listedAt(list).find((key) => this.#encodePublicKey(key).equals(info));
    if (match !== undefined) nss.PK11_DeleteTokenPublicKey(nss.SECKEY_CopyPublicKey(match));
    if (list !== null) nss.SECKEY_DestroyPublicKeyList(list);
  }
}

/** Opens the NSS database in `directory` as a key store; see {@link openNssDatabase}. */
export const openNssKeyStore = async (
  directory: string,
  options: NssOptions,
): Promise<Result<KeyStore, KeyStoreRefusal>> => {
  const database = await openNssDatabase(directory, options);
  return database.ok ? accepted(new NssKeyStore(database.value)) : database;
};
