import type { CertificateExtensions } from "../certificate/certificate.ts";
import { OID } from "../oids.ts";
import { fault, type PathFault } from "./refusal.ts";

/** Critical extensions that are processed somewhere in this folder. */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectAltName,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.nameConstraints,
]);

/** Section 6.1.4 (o) and 6.1.5 (f). CRL distribution points count as processed only where CRLs are looked at. */
export const criticalFault = (
  { all }: CertificateExtensions,
  isRevocationChecked: boolean,
): PathFault | undefined => {
  const unknown = all.find(
    ({ oid, isCritical }) =>
      isCritical && !PROCESSED.has(oid) && !(isRevocationChecked && oid === OID.cRLDistributionPoints),
  );
  return unknown && fault("PATH_CRITICAL_EXTENSION_NOT_SUPPORTED", `extension ${unknown.oid}`);
};
