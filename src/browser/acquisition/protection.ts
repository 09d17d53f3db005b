import { algorithm, integer, nothing, octetString, sequence, type Octets } from "./der.ts";
import { derive, PURPOSE } from "./pkcs12-derivation.ts";
import { encryptTripleDes } from "./triple-des.ts";

/** How a file is protected. */
export interface Protection {
  /** Encrypts, and says how: AlgorithmIdentifier and ciphertext. */
  encrypt(content: Octets, passphrase: string): Promise<{ readonly how: Octets; readonly encrypted: Octets }>;
  /** MacData of the authenticated safe (RFC 7292 section 4). */
  mac(content: Octets, passphrase: string): Promise<Octets>;
}

/**
 * Eight octets of salt, everywhere: Apple's keychain was found to refuse longer ones. The passphrase is random and used
 * once, so that nothing can be computed in advance.
 */
const SALT_BYTES = 8;
const PBKDF2_ITERATIONS = 100_000;
/** Each is a call of its own in the browser: about a tenth of a second. */
const MAC_ITERATIONS = 10_000;
/** What the old format's readers were made for. */
const OLD_ITERATIONS = 2048;

const random = (bytes: number): Octets => crypto.getRandomValues(new Uint8Array(bytes));

const macData = async (
  hash: { readonly name: "SHA-1" | "SHA-256"; readonly identifier: string; readonly bytes: number },
  iterations: number,
  content: Octets,
  passphrase: string,
): Promise<Octets> => {
  const salt = random(SALT_BYTES);
  const derived = await derive({
    hash: hash.name,
    purpose: PURPOSE.integrity,
    passphrase,
    salt,
    iterations,
    bytes: hash.bytes,
  });
  const key = await crypto.subtle.importKey("raw", derived, { name: "HMAC", hash: hash.name }, false, [
    "sign",
  ]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, content));
  return sequence(
    sequence(algorithm(hash.identifier, nothing), octetString(mac)),
    octetString(salt),
    integer(iterations),
  );
};

/**
 * PBES2 (RFC 8018): AES-256-CBC under PBKDF2 with HMAC-SHA-256; the file's integrity by HMAC-SHA-256. Read by Windows
 * (since 10, 1709), Firefox, Chromium on Linux, and recent Android, iOS and macOS.
 */
export const current: Protection = {
  encrypt: async (content, passphrase) => {
    const salt = random(SALT_BYTES);
    const initialVector = random(16);
    const material = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(passphrase),
      "PBKDF2",
      false,
      ["deriveKey"],
    );
    const key = await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt, iterations: PBKDF2_ITERATIONS },
      material,
      { name: "AES-CBC", length: 256 },
      false,
      ["encrypt"],
    );
    const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv: initialVector }, key, content);
    const pbkdf2 = sequence(
      octetString(salt),
      integer(PBKDF2_ITERATIONS),
      algorithm("1.2.840.113549.2.9", nothing),
    );
    const how = algorithm(
      "1.2.840.113549.1.5.13",
      sequence(
        algorithm("1.2.840.113549.1.5.12", pbkdf2),
        algorithm("2.16.840.1.101.3.4.1.42", octetString(initialVector)),
      ),
    );
    return { how, encrypted: new Uint8Array(encrypted) };
  },
  mac: (content, passphrase) =>
    macData(
      { name: "SHA-256", identifier: "2.16.840.1.101.3.4.2.1", bytes: 32 },
      MAC_ITERATIONS,
      content,
      passphrase,
    ),
};

/**
 * The format that every system reads, older ones only this: pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C) and
 * HMAC-SHA-1. Three-key Triple DES is on CRYPTREC's list of ciphers kept for compatibility; what it is worth here rests on
 * the passphrase (docs/decisions/0174-which-pkcs12-where.md).
 */
export const old: Protection = {
  encrypt: async (content, passphrase) => {
    const salt = random(SALT_BYTES);
    const common = { hash: "SHA-1", passphrase, salt, iterations: OLD_ITERATIONS } as const;
    const key = await derive({ ...common, purpose: PURPOSE.key, bytes: 24 });
    const initialVector = await derive({ ...common, purpose: PURPOSE.initialVector, bytes: 8 });
    const how = algorithm("1.2.840.113549.1.12.1.3", sequence(octetString(salt), integer(OLD_ITERATIONS)));
    return { how, encrypted: encryptTripleDes(key, initialVector, content) };
  },
  mac: (content, passphrase) =>
    macData({ name: "SHA-1", identifier: "1.3.14.3.2.26", bytes: 20 }, OLD_ITERATIONS, content, passphrase),
};
