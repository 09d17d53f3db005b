import { X509Certificate } from "node:crypto";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { lintCertificate } from "#pki/lints/lints.ts";
import { readPathExtensions } from "#pki/path/path-extensions.ts";
import { validatePath } from "#pki/path/validate-path.ts";
import { parsePublicKeyInfo } from "#pki/public-key.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { checkName } from "./names.ts";
import { CERTIFICATES } from "./samples.ts";

/** Certificates of anybody, as the gate and EST meet them; beside OpenSSL's reading of the same octets. */

const openssl = (der: Buffer): X509Certificate | string => {
  try {
    return new X509Certificate(der);
  } catch (error) {
    return String(error);
  }
};

/**
 * What OpenSSL refuses though it is a certificate for us too: each is refused later, or concerns what we pass by.
 * Values of extensions that we do not know are opaque to both.
 */
const KNOWN_DIFFERENCES: readonly RegExp[] = [];

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** OpenSSL tells no dates outside 1 to 9999 that JavaScript could compare. */
const sameDates = (ours: Certificate, theirs: X509Certificate): boolean =>
  seconds(theirs.validFromDate) === Math.floor(ours.notBefore.epochMilliseconds / 1000) &&
  seconds(theirs.validToDate) === Math.floor(ours.notAfter.epochMilliseconds / 1000);

const serialOf = (theirs: X509Certificate): string => theirs.serialNumber.toLowerCase().padStart(32, "0");

const publicKeyOf = (theirs: X509Certificate): Buffer | undefined => {
  try {
    return theirs.publicKey.export({ format: "der", type: "spki" });
  } catch {
    return undefined;
  }
};

const compare = (ours: Certificate): void => {
  const theirs = openssl(ours.der);
  if (typeof theirs === "string") {
    expect(
      KNOWN_DIFFERENCES.some((known) => known.test(theirs)),
      `OpenSSL reads it too: ${theirs}`,
    );
    return;
  }
  expect(theirs.raw.equals(ours.der), "OpenSSL writes the same octets");
  expect(serialOf(theirs) === ours.serial, "OpenSSL reads the same serial");
  expect(sameDates(ours, theirs), "OpenSSL reads the same dates");
  const key = parsePublicKeyInfo(ours.publicKeyInfo);
  const theirKey = publicKeyOf(theirs);
  if (!key.ok || key.value.kind === "other" || theirKey === undefined) return;
  expect(theirKey.equals(ours.publicKeyInfo), "OpenSSL reads the same key");
};

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  lintCertificate({ certificate: data, profile: "client", issuer: "self" });
  const parsed = parseCertificate(data);
  if (!parsed.ok) return;
  const { value } = parsed;
  expect(data.includes(value.tbs) && value.der.equals(data), "what is signed stands in the certificate");
  checkName(value.subject, value.subjectDer);
  checkName(value.issuer, value.issuerDer);
  compare(value);
  readPathExtensions(value.extensions.all);
  validatePath({ chain: [value, value], trustAnchor: value, at: value.notBefore });
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 8192,
  shape: "der",
  seeds: CERTIFICATES,
  slowMilliseconds: 50,
};
