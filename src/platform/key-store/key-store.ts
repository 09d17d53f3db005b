import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import type { Signer } from "#pki/signer.ts";
import type { Result } from "#shared/result.ts";

/**
 * Key types that an authority may have: the algorithm table without RSA-2048, which CRYPTREC lets go by the end of
 * 2030, long before an authority made today ends.
 */
export const AUTHORITY_KEY_ALGORITHMS = [
  "P-256",
  "P-384",
  "RSA-3072",
  "RSA-4096",
  "ML-DSA-44",
  "ML-DSA-65",
] as const satisfies readonly KeyAlgorithmName[];
export type AuthorityKeyAlgorithm = (typeof AUTHORITY_KEY_ALGORITHMS)[number];

/** Where a private key is, in the key store's own words: `file:bizsol-g1`, `pkcs11:token=tegata;object=bizsol-g1`. */
export type KeyReference = string;

/** Why a key store says no. Told to the operator, never to a customer. */
export type KeyStoreRefusalCode =
  | "KEY_REFERENCE_MALFORMED" // not a reference of this store
  | "KEY_EXISTS" // a key is never overwritten
  | "KEY_MISSING"
  | "KEY_LOCKED" // wrong passphrase, or the file is damaged
  | "KEY_FILE_UNSAFE" // others than the owner may read it
  | "KEY_STORE_UNKNOWN" // no key store of this scheme is set up
  | "KEY_UNUSABLE" // it is there, and is not a signing key of the algorithm table, or several have that name
  | "ALGORITHM_UNSUPPORTED" // this runtime's OpenSSL does not have it
  | "MECHANISM_MISSING" // the token cannot make, or sign with, such keys
  | "MODULE_UNUSABLE" // the PKCS#11 library cannot be loaded or begun
  | "TOKEN_MISSING" // no token of that label, or it was taken out
  | "TOKEN_AMBIGUOUS" // several tokens have that label
  | "TOKEN_FULL"
  | "PIN_UNAVAILABLE" // no PIN file, or one that others may read
  | "PIN_WRONG" // never tried again by itself: tokens lock themselves after a few
  | "PIN_LAST_TRY" // the token grants one more try, which is left to a person
  | "PIN_LOCKED" // too many wrong PINs; the token's security officer unlocks it
  | "TOKEN_FAILED"; // anything else the token answers, by its CKR_ name

/** An expected "no" of a key store. */
export interface KeyStoreRefusal {
  readonly code: KeyStoreRefusalCode;
  /** English, for the operator; names the reference and what to do. */
  readonly detail: string;
}

/** A key as a listing shows it. */
export interface StoredKey {
  readonly reference: KeyReference;
  /** Undefined where the store does not record it (PKCS#11). */
  readonly createdAt: Temporal.Instant | undefined;
}

/**
 * Where the authorities' private keys are. They never leave it: what it gives out can only sign.
 * Implementations: encrypted files (`file-key-store.ts`) and tokens (`pkcs11/`), by the scheme of the reference
 * (`by-scheme.ts`).
 */
export interface KeyStore {
  /** How references of this store begin: `file`, `pkcs11`. */
  readonly scheme: string;
  /** The reference that a key of this name (lower-case letters, digits, hyphens) has or would have. */
  referenceOf(name: string): KeyReference;
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
