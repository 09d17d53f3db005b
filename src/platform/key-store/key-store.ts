import type { Signer } from "#pki/signer.ts";
import type { Result } from "#shared/result.ts";

/** Key types that an authority may have. */
export type AuthorityKeyAlgorithm = "P-256" | "P-384" | "RSA-3072";

/** Where a private key is, in the key store's own words: `file:bizsol-g1`, later `pkcs11:…`. */
export type KeyReference = string;

/** Why a key store says no. Told to the operator, never to a customer. */
export type KeyStoreRefusalCode =
  | "KEY_REFERENCE_MALFORMED" // not a reference of this store
  | "KEY_EXISTS" // a key is never overwritten
  | "KEY_MISSING"
  | "KEY_LOCKED" // wrong passphrase, or the file is damaged
  | "KEY_FILE_UNSAFE"; // others than the owner may read it

/** An expected "no" of a key store. */
export interface KeyStoreRefusal {
  readonly code: KeyStoreRefusalCode;
  /** English, for the operator; names the reference and what to do. */
  readonly detail: string;
}

/** A key as a listing shows it. */
export interface StoredKey {
  readonly reference: KeyReference;
  readonly createdAt: Temporal.Instant;
}

/**
 * Where the authorities' private keys are. They never leave it: what it gives out can only sign.
 * Implementations: encrypted files ({@link ./file-key-store.ts}); PKCS#11 can follow without a change here.
 */
export interface KeyStore {
  /** How references of this store begin: `file`, `pkcs11`. */
  readonly scheme: string;
  /** Makes a key and gives its signer. Refuses when the reference is taken; once it answers, the key survives a crash. */
  generate(
    reference: KeyReference,
    algorithm: AuthorityKeyAlgorithm,
  ): Promise<Result<Signer, KeyStoreRefusal>>;
  /** The signer of an existing key. */
  signer(reference: KeyReference): Promise<Result<Signer, KeyStoreRefusal>>;
  /** All keys, by reference. */
  list(): Promise<readonly StoredKey[]>;
}
