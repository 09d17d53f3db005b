import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest, type CertificationRequest } from "#pki/csr/parse.ts";
import { lintCertificate } from "#pki/lints/lints.ts";
import { encodeName, type Name } from "#pki/name.ts";
import { formatName } from "#pki/name-text.ts";
import type { AuthorityKeyAlgorithm } from "#platform/key-store/key-store.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Family } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { AUTHORITY_LIST_NAME, crlUri } from "./addresses.ts";
import { organizationOf, rootIdOf, rootName } from "./names.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

/** What travels between the machines of a key ceremony, looked at before anybody relies on it. */

type Outcome<T> = Result<T, Refusal<AuthorityRefusalCode>>;

const unfitRequest = (detail: string): Outcome<never> => refused({ code: "CEREMONY_REQUEST_UNFIT", detail });
const unfit = (detail: string): Outcome<never> => refused({ code: "CEREMONY_CERTIFICATE_UNFIT", detail });

/**
 * Reads the request of an issuing authority: proof of its key, of the announced kind and name. Refused:
 * CEREMONY_REQUEST_UNFIT.
 */
export const readIssuingRequest = (
  der: Buffer,
  expected: { readonly subject: Name; readonly keyAlgorithm: AuthorityKeyAlgorithm },
): Outcome<CertificationRequest> => {
  const parsed = parseCertificationRequest(der);
  if (!parsed.ok) return unfitRequest(`${parsed.refusal.code}: ${parsed.refusal.detail}`);
  const { subject, subjectDer } = parsed.value;
  if (!subjectDer.equals(encodeName(expected.subject))) {
    return unfitRequest(`it is of ${formatName(subject)}, not of ${formatName(expected.subject)}`);
  }
  const checked = checkCertificationRequest(parsed.value, [expected.keyAlgorithm]);
  return checked.ok ? parsed : unfitRequest(`${checked.refusal.code}: ${checked.refusal.detail}`);
};

/** Reads the certificate of a family's root. Refused: CEREMONY_CERTIFICATE_UNFIT. */
export const readRootCertificate = (der: Buffer, family: Family): Outcome<Certificate> => {
  const parsed = parseCertificate(der);
  if (!parsed.ok) return unfit(parsed.refusal.detail);
  const root = parsed.value;
  if (!isIssuedBy(root, root)) return unfit("it is not signed by itself");
  const findings = lintCertificate({ certificate: der, profile: "root", issuer: "self" });
  if (findings.length > 0) return unfit(findings.map(({ lint }) => lint).join(", "));
  const organization = organizationOf(root.subject);
  return organization !== undefined && root.subjectDer.equals(encodeName(rootName(organization, family)))
    ? accepted(root)
    : unfit(`${formatName(root.subject)} is not the name of a root of the family ${family}`);
};

/**
 * Reads the certificate of an issuing authority: of this root, this name and this key, with the addresses of this
 * validation authority. Refused: CEREMONY_CERTIFICATE_UNFIT.
 */
export const readIssuingCertificate = (
  der: Buffer,
  expected: {
    readonly root: Certificate;
    readonly family: Family;
    readonly subject: Name;
    readonly publicKeyInfo: Buffer;
    readonly validationUrl: string;
  },
): Outcome<Certificate> => {
  const parsed = parseCertificate(der);
  if (!parsed.ok) return unfit(parsed.refusal.detail);
  const issuing = parsed.value;
  if (!isIssuedBy(issuing, expected.root)) {
    return unfit(`it is not signed by ${formatName(expected.root.subject)}`);
  }
  if (!issuing.subjectDer.equals(encodeName(expected.subject))) {
    return unfit(`it is of ${formatName(issuing.subject)}, not of ${formatName(expected.subject)}`);
  }
  if (!issuing.publicKeyInfo.equals(expected.publicKeyInfo)) return unfit("it is of another key");
  const findings = lintCertificate({ certificate: der, profile: "issuing", issuer: expected.root });
  if (findings.length > 0) return unfit(findings.map(({ lint }) => lint).join(", "));
  const address = crlUri(expected.validationUrl, rootIdOf(expected.family), AUTHORITY_LIST_NAME);
  const { crlUris = [] } = issuing.extensions;
  return crlUris.includes(address) ? parsed : unfit(`it names ${crlUris.join(", ")}, not ${address}`);
};
