import { link, mkdir, open, readFile, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isSupported as isSupportedHere } from "#pki/algorithm-support.ts";
import { newPrivateKey } from "#pki/key-pair.ts";
import { softwareSigner, type Signer } from "#pki/signer.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { decryptPrivateKey, encryptPrivateKey } from "./encrypted-key.ts";
import type {
  AuthorityKeyAlgorithm,
  KeyReference,
  KeyStore,
  KeyStoreRefusal,
  KeyStoreRefusalCode,
  StoredKey,
} from "./key-store.ts";

const SCHEME = "file";
const REFERENCE = /^file:([a-z0-9][a-z0-9-]{0,60})$/;
const SUFFIX = ".key.pem";

const refusal = (
  code: KeyStoreRefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: KeyStoreRefusal } => refused({ code, detail });

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes the whole file or none, and never over another: `link` fails where the name is taken. */
const writeOnce = async (directory: string, name: string, contents: string): Promise<boolean> => {
  const temporary = join(directory, `.${name}.${process.pid}.partial`);
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(contents);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, join(directory, name));
    await syncDirectory(directory);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
};

const nameOf = (reference: KeyReference): string | undefined => REFERENCE.exec(reference)?.[1];

const malformed = (reference: string) =>
  refusal(
    "KEY_REFERENCE_MALFORMED",
    `${reference} is not file:NAME of lower-case letters, digits and hyphens`,
  );

const openKeyFile = async (
  path: string,
  passphrase: () => Promise<string>,
): Promise<Result<Signer, KeyStoreRefusal>> => {
  let pem: string;
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      return refusal("KEY_FILE_UNSAFE", `${path} can be read by others than its owner: chmod 600 it`);
    }
    pem = await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return refusal("KEY_MISSING", `there is no key file ${path}`);
    throw error;
  }
  const privateKey = decryptPrivateKey(pem, await passphrase());
  return privateKey === undefined
    ? refusal("KEY_LOCKED", `the passphrase does not open ${path}, or the file is damaged`)
    : accepted(softwareSigner(privateKey));
};

const listKeyFiles = async (directory: string): Promise<StoredKey[]> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SUFFIX) && !name.startsWith("."));
  const keys = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs } = await stat(join(directory, name));
      return {
        reference: `${SCHEME}:${name.slice(0, -SUFFIX.length)}`,
        createdAt: Temporal.Instant.fromEpochMilliseconds(Math.floor(mtimeMs)),
      };
    }),
  );
  return keys.sort((left, right) => (left.reference < right.reference ? -1 : 1));
};

/**
 * Keys as encrypted files `<directory>/<name>.key.pem`, mode 0600, under one passphrase. The passphrase is asked for
 * when the first key is needed.
 */
export const fileKeyStore = (options: {
  readonly directory: string;
  readonly passphrase: () => Promise<string>;
  /** Whether this runtime has an algorithm; asks OpenSSL unless given. */
  readonly isSupported?: (name: AuthorityKeyAlgorithm) => boolean;
}): KeyStore => {
  const { directory, passphrase, isSupported = isSupportedHere } = options;
  const pathOf = (name: string): string => join(directory, `${name}${SUFFIX}`);
  return {
    scheme: SCHEME,
    referenceOf: (name) => `${SCHEME}:${name}`,
    generate: async (reference, algorithm) => {
      const name = nameOf(reference);
      if (name === undefined) return malformed(reference);
      if (!isSupported(algorithm)) {
        return refusal("ALGORITHM_UNSUPPORTED", `the OpenSSL of this runtime does not have ${algorithm}`);
      }
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const privateKey = await newPrivateKey(algorithm);
      const pem = await encryptPrivateKey(privateKey, await passphrase());
      return (await writeOnce(directory, `${name}${SUFFIX}`, pem))
        ? accepted(softwareSigner(privateKey))
        : refusal("KEY_EXISTS", `${pathOf(name)} exists and is never overwritten`);
    },
    signer: async (reference) => {
      const name = nameOf(reference);
      return name === undefined ? malformed(reference) : openKeyFile(pathOf(name), passphrase);
    },
    list: async () => {
      try {
        return await listKeyFiles(directory);
      } catch (error) {
        if (hasCode(error, "ENOENT")) return [];
        throw error;
      }
    },
  };
};
