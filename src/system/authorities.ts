import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAuthority, type CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { crossCheck } from "#domain/certificate-authority/check.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Family } from "#domain/institution/policy.ts";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { encodePem } from "#pki/pem.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { Log } from "#platform/log/log.ts";
import { toDate } from "#shared/clock.ts";
import type { Config } from "../config.ts";
import { keyStores } from "./key-stores.ts";
import { StartRefusal } from "./start-refusal.ts";

/** The authorities' keys, opened with the passphrase file and the PIN file of the settings. */
export const configuredKeyStore = (config: Config): KeyStore =>
  keyStores(config, { fault: (message) => new StartRefusal(message) });

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

const told = (refusal: Refusal): string => {
  const { cause, action } = describeRefusal(refusal);
  return `${refusal.code}: ${refusal.detail}. ${cause.en} ${action.en}`;
};

/**
 * Loads what signs, and checks that database, keys and certificates belong together.
 *
 * @throws StartRefusal with every reason not to start.
 */
export const requireAuthority = async (
  context: DomainContext,
  keyStore: KeyStore,
  validationUrl: string,
  log: Log,
): Promise<CertificateAuthority> => {
  const loaded = await loadAuthority(context, keyStore, { validationUrl });
  if (!loaded.ok) throw new StartRefusal(told(loaded.refusal));
  const findings = await crossCheck(context, loaded.value);
  for (const finding of findings) log.warn({ code: finding.code, detail: finding.detail }, told(finding));
  const stopping = findings.filter(({ severity }) => severity === "stops");
  if (stopping.length > 0) throw new StartRefusal(stopping.map(told).join("\n"));
  return loaded.value;
};

/** A certificate of an authority, without its key. */
export interface PublicAuthority {
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly pem: string;
}

/**
 * The authorities' certificates that clients are told of, for roles that have no keys: those of roots, of what issues
 * or is about to, and of what issued certificates that still run.
 */
export const publicAuthorities = (context: DomainContext): Promise<readonly PublicAuthority[]> =>
  context.database.inShared(async (tx) => {
    const now = toDate(context.clock.now());
    const rows = await tx
      .selectFrom("issuer")
      .select(["family", "kind", "certificate"])
      .where("state", "in", ["published", "active", "retired"])
      .where((row) =>
        row.or([
          row("serves_until", "is", null),
          row("state", "<>", "retired"),
          row("serves_until", ">=", now),
        ]),
      )
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
