import { isSignatureValid } from "../../certificate/verify.ts";
import type { Certificate } from "../../certificate/certificate.ts";
import type { CertificateList, CrlEntry } from "../../crl/parse.ts";
import { namesMatch } from "../compare-names.ts";
import type { TrustAnchor } from "../path-request.ts";
import { fault, type PathFault } from "../refusal.ts";
import { reasonsCovered } from "./crl-scope.ts";
import { ALL_REASONS, distributionPointsOf } from "./distribution-points.ts";

/** A key that may have signed a CRL. */
export type CrlKey = Pick<TrustAnchor, "subject" | "publicKeyInfo" | "extensions">;

/** What revocation needs of the walk. */
export interface RevocationContext {
  readonly crls: readonly CertificateList[];
  readonly at: Temporal.Instant;
  /** Validated keys that may have signed the CRL: of the authorities above, or of a CRL signer of that name. */
  readonly crlKeysNamed: (crl: CertificateList) => readonly CrlKey[];
}

/** Section 6.3.3 (a) and (c): current; a CRL without `nextUpdate` never is (RFC 5280 section 5.1.2.5). */
const isCurrent = ({ thisUpdate, nextUpdate }: CertificateList, at: Temporal.Instant): boolean =>
  nextUpdate !== undefined &&
  Temporal.Instant.compare(thisUpdate, at) <= 0 &&
  Temporal.Instant.compare(at, nextUpdate) <= 0;

/** Section 6.3.3 (f) and (g): signed by a key of the CRL's issuer that may sign CRLs. */
const isSignedBy = (crl: CertificateList, { subject, publicKeyInfo, extensions }: CrlKey): boolean =>
  crl.signatureAlgorithm !== undefined &&
  namesMatch(subject, crl.issuer) &&
  (extensions.keyUsage === undefined || extensions.keyUsage.has("cRLSign")) &&
  isSignatureValid({
    publicKeyInfo,
    signatureAlgorithm: crl.signatureAlgorithm,
    data: crl.tbs,
    signature: crl.signature,
  });

/** A critical entry extension that is not known makes the whole CRL useless (RFC 5280 section 5.3). */
const hasUnknownEntry = ({ entries }: CertificateList): boolean =>
  entries?.some(({ extensions }) => extensions.some(({ isCritical }) => isCritical)) ?? false;

const revokedFault = ({ revokedAt, reason }: CrlEntry): PathFault =>
  fault("PATH_REVOKED", `revoked ${revokedAt.toString()}, ${reason}`);

/**
 * Section 6.3.3 with complete CRLs: the certificate is on none of them, and those that may be relied on cover every
 * reason between them. A CRL that lists the certificate counts even if others are missing.
 */
export const revocationFault = (
  certificate: Certificate,
  { crls, at, crlKeysNamed }: RevocationContext,
): PathFault | undefined => {
  const points = distributionPointsOf(certificate);
  if (!points.ok) return fault("PATH_EXTENSION_MALFORMED", `distribution points: ${points.refusal}`);
  let covered = 0;
  for (const crl of crls) {
    const reasons = points.value.reduce((mask, point) => mask | reasonsCovered(certificate, point, crl), 0);
    if (reasons === 0 || !isCurrent(crl, at) || hasUnknownEntry(crl)) continue;
    if (!crlKeysNamed(crl).some((key) => isSignedBy(crl, key))) continue;
    const entry = crl.entries?.find(({ serial }) => serial === certificate.serial);
    if (entry !== undefined) return revokedFault(entry);
    covered |= reasons;
  }
  return covered === ALL_REASONS
    ? undefined
    : fault("PATH_REVOCATION_UNKNOWN", "no current CRL that may be relied on covers the certificate");
};
