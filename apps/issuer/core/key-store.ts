import type { KeyAlgorithmName } from "#wire/enrollment.ts";

/** Japanese and English of one text. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** What a key store can and cannot promise. Shown to the user as it is: nothing here may be embellished. */
export interface KeyStoreFacts {
  /** Sent to the server: `nss`, later `cng-tpm`, `pkcs11` … */
  readonly kind: string;
  /** What people call it. */
  readonly name: Bilingual;
  /** Key types that it can make. */
  readonly keyAlgorithms: readonly KeyAlgorithmName[];
  /** Where it is, e.g. a directory. */
  readonly location: string;
  /** Whether the key is held by a device or by software. */
  readonly protection: "hardware" | "software";
  /** Whether the owner of this OS account can take the private key out, by whatever tool. */
  readonly exportable: boolean;
  /** The same in a sentence. */
  readonly statement: Bilingual;
}

/**
 * A private key inside a key store. It never carries the key itself, and is good only for the store that gave it,
 * until that store is closed.
 */
export interface KeyHandle {
  readonly keyAlgorithm: KeyAlgorithmName;
}

/** A certificate in the store whose private key is there too. */
export interface StoredCertificate {
  /** DER. */
  readonly certificate: Buffer;
}

/**
 * Where the user's private keys live. The private key is made inside and never leaves through this interface.
 * Faults of the store are thrown as {@link KeyStoreError}.
 */
export interface KeyStore {
  describe(): KeyStoreFacts;
  /** Makes a key pair inside the store, lasting, and marked as not extractable as far as the store can. */
  generate(keyAlgorithm: KeyAlgorithmName): Promise<KeyHandle>;
  /** SubjectPublicKeyInfo, DER. */
  publicKeyInfo(handle: KeyHandle): Promise<Buffer>;
  /** ECDSA (DER) or RSA PKCS#1 v1.5 over `data`; SHA-256, for P-384 SHA-384. */
  sign(handle: KeyHandle, data: Buffer): Promise<Buffer>;
  /** Puts the certificate beside its key. `nickname` is what other programs of this store show. */
  install(handle: KeyHandle, certificate: Buffer, nickname: string): Promise<void>;
  /** Certificates whose private key is here, whoever issued them. */
  list(): Promise<readonly StoredCertificate[]>;
  /** Finds the private key of a certificate anew in the store; undefined where either is missing. */
  open(certificate: Buffer): Promise<KeyHandle | undefined>;
  /** Finds a private key by its SubjectPublicKeyInfo; undefined where there is none. */
  openByPublicKeyInfo(publicKeyInfo: Buffer): Promise<KeyHandle | undefined>;
  /** Removes a certificate and its key pair. Removing what is not there is no error. */
  delete(certificate: Buffer): Promise<void>;
  /** Removes a key pair that has no certificate (or whose certificate goes with it). */
  discard(handle: KeyHandle): Promise<void>;
  /** Gives everything back; the store cannot be used afterwards. */
  close(): Promise<void>;
}

/** The store itself failed. */
export class KeyStoreError extends Error {
  override readonly name = "KeyStoreError";
  /** What was being done: `generate`, `install` … */
  readonly operation: string;
  /** The store's own name for the fault, e.g. `SEC_ERROR_READ_ONLY`. */
  readonly fault: string;

  constructor(operation: string, fault: string) {
    super(`the key store failed to ${operation}: ${fault}`);
    this.operation = operation;
    this.fault = fault;
  }
}

/** Why a key store could not be opened. */
export interface KeyStoreRefusal {
  readonly code:
    | "KEY_STORE_LIBRARY_MISSING"
    | "KEY_STORE_NOT_FOUND"
    | "KEY_STORE_NOT_USABLE"
    | "KEY_STORE_PASSWORD_NEEDED"
    | "KEY_STORE_PASSWORD_WRONG";
  readonly detail: string;
}
