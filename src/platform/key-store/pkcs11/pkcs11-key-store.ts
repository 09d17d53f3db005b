import { bool, findObjects, number, readAttribute } from "./attributes.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { KeyReference, KeyStore, KeyStoreRefusal, StoredKey } from "../key-store.ts";
import { CKA, CKO } from "./constants.ts";
import { findKey } from "./find-key.ts";
import { generateKey } from "./generate-key.ts";
import { sharedLibrary, type SharedLibrary } from "./library.ts";
import { tokenLogin, type PinSource } from "./login.ts";
import { pkcs11Signer } from "./pkcs11-signer.ts";
import { formatReference, parseReference, PKCS11_SCHEME, type Pkcs11Reference } from "./reference.ts";
import { asResult } from "./refused.ts";
import { sessionPool, type Work } from "./session-pool.ts";
import type { TokenSelector } from "./token.ts";

export interface Pkcs11Options {
  /** Path of the PKCS#11 library (`libsofthsm2.so`, the vendor's own). */
  readonly module: string;
  readonly token: TokenSelector;
  readonly pin: PinSource;
  /** Most sessions, and so signatures, at a time. */
  readonly sessions: number;
  /** Gives the library in tests that must see a fault. */
  readonly library?: () => SharedLibrary;
}

/** A key store on a token. */
export interface Pkcs11KeyStore extends KeyStore {
  /** Closes the sessions, for a program that ends. */
  close(): Promise<void>;
}

const listKeys =
  (token: TokenSelector): Work<readonly StoredKey[]> =>
  async ({ cryptoki }, session) => {
    const found = await findObjects(cryptoki, session, [
      number(CKA.CLASS, CKO.PRIVATE_KEY),
      bool(CKA.SIGN, true),
    ]);
    const keys: StoredKey[] = [];
    for (const key of found) {
      const label = await readAttribute(cryptoki, session, key, CKA.LABEL);
      const id = await readAttribute(cryptoki, session, key, CKA.ID);
      const object = label === undefined || label.length === 0 ? undefined : label.toString("utf8");
      if (object === undefined && (id === undefined || id.length === 0)) continue;
      const reference = formatReference({
        token: token.label,
        ...(object === undefined ? { id: id ?? Buffer.alloc(0) } : { object }),
      });
      keys.push({ reference, createdAt: undefined });
    }
    return keys.sort((left, right) => (left.reference < right.reference ? -1 : 1));
  };

/**
 * Keys on a PKCS#11 token: made there, never extractable, found by label. The token is opened when the first key is
 * needed, and opened anew when it was lost.
 */
export const pkcs11KeyStore = (options: Pkcs11Options): Pkcs11KeyStore => {
  const { token, sessions } = options;
  const pool = sessionPool({
    library: options.library ?? (() => sharedLibrary(options.module)),
    token,
    login: tokenLogin(options.pin),
    sessions,
  });

  const referenceTo = (reference: KeyReference): Result<Pkcs11Reference, KeyStoreRefusal> => {
    const parsed = parseReference(reference);
    if (!parsed.ok)
      return refused({ code: "KEY_REFERENCE_MALFORMED", detail: `${reference}: ${parsed.refusal}` });
    const { token: label, serial } = parsed.value;
    const isOurs = label === token.label && (serial ?? token.serial) === token.serial;
    return isOurs
      ? parsed
      : refused({ code: "TOKEN_MISSING", detail: `${reference} is on another token than ${token.label}` });
  };

  return {
    scheme: PKCS11_SCHEME,
    referenceOf: (name) => formatReference({ token: token.label, object: name }),
    generate: async (reference, algorithm) => {
      const parsed = referenceTo(reference);
      if (!parsed.ok) return parsed;
      const { object } = parsed.value;
      if (object === undefined || parsed.value.id !== undefined) {
        return refused({
          code: "KEY_REFERENCE_MALFORMED",
          detail: `${reference}: a new key is named by object`,
        });
      }
      const named = { ...parsed.value, object };
      const made = await asResult(() => generateKey(pool, named, algorithm));
      return made.ok ? accepted(pkcs11Signer(pool, named, made.value)) : made;
    },
    signer: async (reference) => {
      const parsed = referenceTo(reference);
      if (!parsed.ok) return parsed;
      const named = parsed.value;
      const name = formatReference(named);
      const found = await asResult(() => pool.run((open, session) => findKey(open, session, named, name)));
      return found.ok ? accepted(pkcs11Signer(pool, named, found.value)) : found;
    },
    list: () => pool.run(listKeys(token)),
    close: () => pool.close(),
  };
};
