import { createHash } from "node:crypto";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { CertificateList } from "#pki/crl/parse.ts";
import { formatName } from "#pki/name-text.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import type { Row } from "../../table.ts";

/** One thing that a step made or took: what the minutes say of it. */
export interface Item {
  readonly kind: "key" | "request" | "certificate" | "list" | "generation";
  readonly name: string;
  readonly facts: Row;
  /** Digests that are read aloud, by what they are of. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

export const sha256Of = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");

/** A digest as it is read aloud: groups of four digits, eight in a line. */
export const spoken = (digest: string): string =>
  (digest.toUpperCase().match(/.{1,32}/g) ?? [])
    .map((line) => (line.match(/.{1,4}/g) ?? []).join(" "))
    .join("\n");

export const keyItem = (given: {
  readonly reference: string;
  readonly publicKeyInfo: Buffer;
  readonly wasThere: boolean;
}): Item => ({
  kind: "key",
  name: given.reference,
  facts: { algorithm: keyAlgorithmNameOf(given.publicKeyInfo), ofInterruptedRun: given.wasThere },
  fingerprints: { publicKey: sha256Of(given.publicKeyInfo) },
});

export const requestItem = (name: string, der: Buffer, publicKeyInfo: Buffer, subject: string): Item => ({
  kind: "request",
  name,
  facts: { subject },
  fingerprints: { request: sha256Of(der), publicKey: sha256Of(publicKeyInfo) },
});

export const certificateItem = (name: string, certificate: Certificate): Item => ({
  kind: "certificate",
  name,
  facts: {
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    serial: certificate.serial,
    notBefore: certificate.notBefore.toString(),
    notAfter: certificate.notAfter.toString(),
    key: keyAlgorithmNameOf(certificate.publicKeyInfo),
  },
  fingerprints: { certificate: sha256Of(certificate.der), publicKey: sha256Of(certificate.publicKeyInfo) },
});

export const listItem = (name: string, list: CertificateList): Item => ({
  kind: "list",
  name,
  facts: {
    issuer: formatName(list.issuer),
    number: Number(list.number),
    thisUpdate: list.thisUpdate.toString(),
    nextUpdate: list.nextUpdate?.toString(),
    revoked: (list.entries ?? []).map(({ serial, reason }) => `${serial} (${reason})`),
  },
  fingerprints: { list: sha256Of(list.der) },
});
