import { createCipheriv, createPrivateKey, randomBytes, scrypt, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { integer, octetString, sequence } from "#pki/der/writer.ts";

/**
 * A private key as a password-encrypted PKCS#8 file (RFC 5958 section 3, PBES2 of RFC 8018): scrypt (RFC 7914) and
 * AES-256-CBC. Written here because node:crypto's own export knows PBKDF2 with 2,048 rounds only; read by OpenSSL,
 * so that `openssl pkey -in FILE` works too.
 */

/** One of OWASP's scrypt settings: 16 MiB, which OpenSSL's own limit of 32 MiB still opens. */
const COST = { N: 2 ** 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 16;
const MAX_SCRYPT_BYTES = 64 * 1024 * 1024;

const OID_PBES2 = "1.2.840.113549.1.5.13";
const OID_SCRYPT = "1.3.6.1.4.1.11591.4.11";
const OID_AES_256_CBC = "2.16.840.1.101.3.4.1.42";

const LABEL = "ENCRYPTED PRIVATE KEY";

const deriveKey = promisify<string, Buffer, number, object, Buffer>(scrypt);

const toPem = (der: Buffer): string =>
  [
    `-----BEGIN ${LABEL}-----`,
    ...(der.toString("base64").match(/.{1,64}/g) ?? []),
    `-----END ${LABEL}-----`,
    "",
  ].join("\n");

/** The key under `passphrase`, PEM. */
export const encryptPrivateKey = async (privateKey: KeyObject, passphrase: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const key = await deriveKey(passphrase, salt, KEY_BYTES, { ...COST, maxmem: MAX_SCRYPT_BYTES });
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const plain = privateKey.export({ type: "pkcs8", format: "der" });
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  key.fill(0);
  return toPem(
    sequence(
      sequence(
        objectIdentifier(OID_PBES2),
        sequence(
          sequence(
            objectIdentifier(OID_SCRYPT),
            sequence(octetString(salt), integer(COST.N), integer(COST.r), integer(COST.p)),
          ),
          sequence(objectIdentifier(OID_AES_256_CBC), octetString(iv)),
        ),
      ),
      octetString(encrypted),
    ),
  );
};

/** The key of a file made by {@link encryptPrivateKey} or by OpenSSL; undefined when the passphrase does not open it. */
export const decryptPrivateKey = (pem: string, passphrase: string): KeyObject | undefined => {
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase });
  } catch {
    return undefined;
  }
};
