import { createCipheriv, createDecipheriv } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { RandomSource } from "#shared/random.ts";

/** Seals secrets that must be read again (seeds of one-time passwords), so that a copy of the database opens nothing. */
export interface SecretBox {
  /** @param boundTo what it belongs to; only with the same text does it open again. */
  seal(secret: Buffer, boundTo: string): Buffer;
  /** @throws Error where it was not sealed by this key for `boundTo`. */
  open(sealed: Buffer, boundTo: string): Buffer;
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** NIST SP 800-38D section 8.2.2: random, and far fewer than 2³² under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is sealed: the form, so that another can come beside it. */
const FORM = 1;

/** AES-256-GCM: form (1 byte), nonce (12), tag (16), ciphertext. */
export const secretBox = (key: Buffer, random: RandomSource): SecretBox => {
  if (key.length !== KEY_BYTES) throw new Error(`a data key has ${KEY_BYTES} bytes, not ${key.length}`);
  return {
    seal: (secret, boundTo) => {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(boundTo, "utf8"));
      const encrypted = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([Buffer.of(FORM), nonce, cipher.getAuthTag(), encrypted]);
    },
    open: (sealed, boundTo) => {
      if (sealed[0] !== FORM) throw new Error("sealed in a form that this program does not know");
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(boundTo, "utf8"));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
};

const FORMAT = /^[0-9a-f]{64}\n?$/;

const read = async (path: string): Promise<Buffer | undefined> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  if (!FORMAT.test(text)) throw new Error(`${path} is no data key (64 hexadecimal digits)`);
  return Buffer.from(text.trim(), "hex");
};

/**
 * The data key in a file, readable by its owner alone; made where there is none. Several processes that start at once
 * agree on one key: a link is made by one of them only.
 *
 * @throws Error where the file is there and is no key.
 */
export const dataKeyInFile = async (path: string, random: RandomSource): Promise<Buffer> => {
  const present = await read(path);
  if (present !== undefined) return present;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${random.bytes(8).toString("hex")}`;
  await writeFile(draft, `${random.bytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const made = await read(path);
  if (made === undefined) throw new Error(`${path} was made and is gone`);
  return made;
};
