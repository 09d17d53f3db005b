import type { Certificate, GeneralName } from "../../certificate/certificate.ts";
import type { CertificateList } from "../../crl/parse.ts";
import { OID } from "../../oids.ts";
import { nameKey, namesMatch } from "../compare-names.ts";
import {
  ALL_REASONS,
  issuingPointOf,
  type DistributionPoint,
  type IssuingPoint,
  type PointName,
} from "./distribution-points.ts";

/** Critical extensions of a CRL that are processed. deltaCRLIndicator is not: delta CRLs are passed over. */
const PROCESSED: ReadonlySet<string> = new Set([OID.issuingDistributionPoint]);

const generalNameKey = (name: GeneralName): string => {
  switch (name.kind) {
    case "directory":
      return `directory:${nameKey(name.value)}`;
    case "other":
      return `other:${name.encoded.toString("hex")}`;
    case "dns":
    case "mail":
    case "uri":
    default:
      return `${name.kind}:${name.value}`;
  }
};

/** The names a point goes by; relative ones are made whole with the CRL issuer's name. */
const keysOf = (name: PointName, { issuer }: Pick<CertificateList, "issuer">): readonly string[] =>
  name.kind === "full" ? name.names.map(generalNameKey) : [`directory:${nameKey([...issuer, name.level])}`];

/** Section 6.3.3 (b) (2) (i): the point that the CRL is for is one of the certificate's. */
const isSamePoint = (
  crl: CertificateList,
  issuing: PointName | undefined,
  { name, crlIssuer }: DistributionPoint,
): boolean => {
  if (issuing === undefined) return true;
  const wanted =
    name === undefined
      ? (crlIssuer?.map(generalNameKey) ?? [`directory:${nameKey(crl.issuer)}`])
      : keysOf(name, crl);
  return keysOf(issuing, crl).some((key) => wanted.includes(key));
};

/** Section 6.3.3 (b) (2) (ii) to (iv). */
const isForKind = (issuing: IssuingPoint, isAuthority: boolean): boolean =>
  !issuing.isForAttributes && (isAuthority ? !issuing.isForUsers : !issuing.isForAuthorities);

/** The issuer of the CRLs of a point is the certificate's own: others make indirect CRLs. */
const isOwnIssuer = (certificate: Certificate, { crlIssuer }: DistributionPoint): boolean =>
  crlIssuer === undefined ||
  crlIssuer.some((name) => name.kind === "directory" && namesMatch(name.value, certificate.issuer));

/**
 * The reasons, as a mask, for which the CRL speaks about the certificate at one of its distribution points
 * (section 6.3.3 (b) and (e)); 0 where it does not: another issuer or point, a delta, an indirect CRL, one with a
 * critical extension that is not processed.
 */
export const reasonsCovered = (
  certificate: Certificate,
  point: DistributionPoint,
  crl: CertificateList,
): number => {
  if (!namesMatch(crl.issuer, certificate.issuer) || !isOwnIssuer(certificate, point)) return 0;
  if (crl.extensions.some(({ oid, isCritical }) => isCritical && !PROCESSED.has(oid))) return 0;
  if (crl.extensions.some(({ oid }) => oid === OID.deltaCRLIndicator)) return 0;
  const issuing = issuingPointOf(crl.extensions);
  if (!issuing.ok) return 0;
  if (issuing.value === undefined) return point.reasons & ALL_REASONS;
  if (issuing.value.isIndirect || !isSamePoint(crl, issuing.value.name, point)) return 0;
  const isAuthority = certificate.extensions.basicConstraints?.isAuthority === true;
  return isForKind(issuing.value, isAuthority) ? point.reasons & issuing.value.reasons : 0;
};
