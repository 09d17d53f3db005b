import type { Result } from "#shared/result.ts";
import { accepted } from "#shared/result.ts";
import { readCertificate, readTbsCertificate } from "../certificate/parse.ts";
import type { TbsCertificate } from "../certificate/certificate.ts";
import type { CertificateProfileName } from "../certificate/profiles.ts";
import { CERTIFICATE_LINTS } from "./certificate-lints.ts";
import { canonicalDer } from "./certificate/canonical-der.ts";
import { runLints, type CertificateSubject, type LintFinding } from "./lint.ts";

/** What to lint: the octets before they are signed, or the whole certificate. */
export type CertificateToLint = ({ readonly tbs: Buffer } | { readonly certificate: Buffer }) & {
  readonly profile: CertificateProfileName;
  /** The issuer's certificate; `self` for a root. */
  readonly issuer: TbsCertificate | "self";
};

const readSubject = (
  given: CertificateToLint,
): Result<Pick<CertificateSubject, "certificate" | "signed">, string> => {
  if ("tbs" in given) {
    const read = readTbsCertificate(given.tbs);
    return read.ok ? accepted({ certificate: read.value, signed: undefined }) : read;
  }
  const read = readCertificate(given.certificate);
  return read.ok ? accepted({ certificate: read.value, signed: read.value }) : read;
};

/**
 * Every rule that a certificate of ours breaks; empty if it may leave. Octets that are not a certificate at all are
 * one finding of `canonical-der`. The signature is not verified here.
 */
export const lintCertificate = (given: CertificateToLint): LintFinding[] => {
  const read = readSubject(given);
  if (!read.ok) return [{ lint: canonicalDer.name, citation: canonicalDer.citation, detail: read.refusal }];
  const issuer = given.issuer === "self" ? read.value.certificate : given.issuer;
  return runLints(CERTIFICATE_LINTS, { ...read.value, profile: given.profile, issuer });
};
