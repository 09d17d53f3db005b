import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAuthority, type CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Family } from "#domain/institution/policy.ts";
import { encodePem } from "#pki/pem.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { passphraseFromFile } from "#platform/key-store/passphrase.ts";
import type { Config } from "../config.ts";
import { StartRefusal } from "./start-refusal.ts";

/** The authorities' keys, opened with the passphrase file of the settings. */
export const configuredKeyStore = (config: Config): KeyStore =>
  fileKeyStore({
    directory: config.keyDirectory,
    passphrase: async () => {
      if (config.keyPassphraseFile === undefined) {
        throw new StartRefusal("TEGATA_KEY_PASSPHRASE_FILE: names the file that opens the authorities' keys");
      }
      const passphrase = await passphraseFromFile(config.keyPassphraseFile);
      if (!passphrase.ok) throw new StartRefusal(`TEGATA_KEY_PASSPHRASE_FILE: ${passphrase.refusal}`);
      return passphrase.value;
    },
  });

/** The demonstration's passphrase: made once, readable by its owner alone. */
export const demonstrationPassphraseFile = async (varDirectory: string): Promise<string> => {
  const path = join(varDirectory, "demo-passphrase");
  if (!existsSync(path)) {
    await mkdir(varDirectory, { recursive: true });
    await writeFile(`${path}.new`, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return path;
};

/** Makes the demonstration's authorities unless they are there. */
export const ensureAuthorities = async (
  context: DomainContext,
  keyStore: KeyStore,
  validationUrl: string,
): Promise<void> => {
  const made = await initializeAuthority(context, keyStore, {
    validationUrl,
    organization: "Tegata demonstration",
    rootKeyAlgorithm: "RSA-3072",
    issuingKeyAlgorithm: "RSA-3072",
  });
  if (!made.ok && made.refusal.code !== "AUTHORITY_ALREADY_INITIALIZED") {
    throw new StartRefusal(`${made.refusal.code}: ${made.refusal.detail}`);
  }
};

/** Loads what signs. */
export const requireAuthority = async (
  context: DomainContext,
  keyStore: KeyStore,
  validationUrl: string,
): Promise<CertificateAuthority> => {
  const loaded = await loadAuthority(context, keyStore, { validationUrl });
  if (loaded.ok) return loaded.value;
  const { code, detail } = loaded.refusal;
  const advice = code === "AUTHORITY_NOT_INITIALIZED" ? "; make them with `bin/tegata ca init`" : "";
  throw new StartRefusal(`${code}: ${detail}${advice}`);
};

/** A certificate of an authority, without its key. */
export interface PublicAuthority {
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly pem: string;
}

/** The authorities' certificates, for roles that have no keys. */
export const publicAuthorities = (context: DomainContext): Promise<readonly PublicAuthority[]> =>
  context.database.inShared(async (tx) => {
    const rows = await tx
      .selectFrom("issuer")
      .select(["family", "kind", "certificate"])
      .orderBy("issuer_id")
      .execute();
    return rows.map(({ family, kind, certificate }) => ({
      family,
      kind,
      pem: encodePem("CERTIFICATE", certificate),
    }));
  });

/** Writes all authorities into one file (PEM), for programs that check client certificates. Gives its path. */
export const writeClientAuthorities = async (
  varDirectory: string,
  authorities: readonly PublicAuthority[],
): Promise<string> => {
  const path = join(varDirectory, "client-ca.pem");
  const text = authorities.map(({ pem }) => pem).join("");
  const present = existsSync(path) ? await readFile(path, "utf8") : undefined;
  if (present !== text) {
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }
  return path;
};
