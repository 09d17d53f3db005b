import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  assembleCertificate,
  buildTbsCertificate,
  type TbsCertificateFields,
} from "#pki/certificate/build.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { rootFields, tlsServerFields } from "#pki/certificate/profiles.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { nameOf } from "#pki/name.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner, type Signer } from "#pki/signer.ts";
import type { Clock } from "#shared/clock.ts";
import { newRowId } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";

/** A TLS server certificate of our own making, for the demonstration and for tests. */
export interface ServerCertificate {
  /** Certificate and key, PEM. */
  readonly certificate: string;
  readonly key: string;
  /** For the registration authority: the same names under an RSA key. */
  readonly rsa: { readonly certificate: string; readonly key: string };
  /** File with the authority that browsers and the issuing application must trust. */
  readonly caFile: string;
}

const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 365;
/** Renewed when fewer days are left. */
const RENEWAL_DAYS = 30;

type KeyType = "P-256" | "RSA-3072";

/**
 * The authority and the registration authority's certificate are RSA: EST clients with few libraries (Debian's bare
 * strongswan-pki) know no elliptic curves. Everything that only browsers see is P-256.
 */
const newKey = (type: KeyType): KeyObject =>
  type === "P-256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    : generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;

const keyPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" });

const sign = async (fields: TbsCertificateFields, signer: Signer): Promise<Buffer> => {
  const tbs = buildTbsCertificate(fields);
  return assembleCertificate(tbs, signer.signatureAlgorithm, await signer.sign(tbs));
};

/** Writes a pair of files so that neither is ever seen half written. The certificate comes last and vouches for both. */
const writePair = async (path: string, certificate: string, key: string): Promise<void> => {
  await writeFile(`${path}.key.new`, key, { mode: 0o600 });
  await chmod(`${path}.key.new`, 0o600);
  await writeFile(`${path}.crt.new`, certificate, { mode: 0o644 });
  await rename(`${path}.key.new`, `${path}.key`);
  await rename(`${path}.crt.new`, `${path}.crt`);
};

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** A pair that belongs together and is valid for a while; undefined otherwise. */
const readPair = async (path: string, now: Temporal.Instant): Promise<Pair | undefined> => {
  if (!existsSync(`${path}.crt`) || !existsSync(`${path}.key`)) return undefined;
  const pair = {
    certificate: await readFile(`${path}.crt`, "utf8"),
    key: await readFile(`${path}.key`, "utf8"),
  };
  const certificate = new X509Certificate(pair.certificate);
  const keepsUntil = now.add({ hours: RENEWAL_DAYS * 24 }).epochMilliseconds;
  const fits = certificate.checkPrivateKey(createPrivateKey(pair.key));
  return fits &&
    Date.parse(certificate.validTo) > keepsUntil &&
    Date.parse(certificate.validFrom) <= now.epochMilliseconds
    ? pair
    : undefined;
};

const makeAuthority = async (now: Temporal.Instant, random: RandomSource): Promise<Pair> => {
  const key = newKey("RSA-3072");
  const signer = softwareSigner(key);
  const der = await sign(
    rootFields({
      serial: newRowId(random),
      subject: nameOf([
        ["O", "Tegata"],
        ["CN", `Tegata demonstration server CA ${newRowId(random).slice(0, 8)}`],
      ]),
      publicKeyInfo: signer.publicKeyInfo,
      notBefore: now.subtract({ hours: 1 }),
      notAfter: now.add({ hours: AUTHORITY_DAYS * 24 }),
      signatureAlgorithm: signer.signatureAlgorithm,
    }),
    signer,
  );
  return { certificate: encodePem("CERTIFICATE", der), key: keyPem(key) };
};

const makeServer = async (
  authority: Pair,
  keyType: KeyType,
  dnsNames: readonly string[],
  now: Temporal.Instant,
  random: RandomSource,
): Promise<Pair> => {
  const issuer = parseCertificate(new X509Certificate(authority.certificate).raw);
  invariant(issuer.ok, "the server authority's certificate is our own");
  const key = newKey(keyType);
  const der = await sign(
    tlsServerFields({
      serial: newRowId(random),
      subject: nameOf([
        ["O", "Tegata"],
        ["CN", dnsNames[0] ?? "localhost"],
      ]),
      publicKeyInfo: softwareSigner(key).publicKeyInfo,
      notBefore: now.subtract({ hours: 1 }),
      notAfter: now.add({ hours: SERVER_DAYS * 24 }),
      issuer: issuerFactsOf(issuer.value),
      dnsNames,
    }),
    softwareSigner(createPrivateKey(authority.key)),
  );
  return { certificate: encodePem("CERTIFICATE", der), key: keyPem(key) };
};

const namesOf = (certificate: string): string =>
  (new X509Certificate(certificate).subjectAltName ?? "").replaceAll("DNS:", "").replaceAll(" ", "");

/**
 * The demonstration's server certificates, for every host of every institution and the gate's wildcards. Made on first
 * use and kept, so that a browser needs to be told only once; made anew when it runs out or the names change.
 *
 * @param directory e.g. `var/tls`
 */
export const demonstrationServerCertificate = async (options: {
  readonly directory: string;
  readonly baseDomain: string;
  readonly institutionIds: readonly string[];
  readonly clock: Clock;
  readonly random: RandomSource;
}): Promise<ServerCertificate> => {
  const { directory, baseDomain, institutionIds, random } = options;
  const now = options.clock.now();
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const dnsNames = [
    baseDomain,
    ...institutionIds.flatMap((id) => [`${id}.${baseDomain}`, `*.cert.${id}.${baseDomain}`]),
  ];
  const authorityPath = join(directory, "server-ca");
  const keptAuthority = await readPair(authorityPath, now);
  const authority = keptAuthority ?? (await makeAuthority(now, random));
  if (keptAuthority === undefined) await writePair(authorityPath, authority.certificate, authority.key);
  const server = async (name: string, keyType: KeyType): Promise<Pair> => {
    const path = join(directory, name);
    const kept = keptAuthority === undefined ? undefined : await readPair(path, now);
    if (kept !== undefined && namesOf(kept.certificate) === dnsNames.join(",")) return kept;
    const made = await makeServer(authority, keyType, dnsNames, now, random);
    await writePair(path, made.certificate, made.key);
    return made;
  };
  return {
    ...(await server("server", "P-256")),
    rsa: await server("server-rsa", "RSA-3072"),
    caFile: `${authorityPath}.crt`,
  };
};
