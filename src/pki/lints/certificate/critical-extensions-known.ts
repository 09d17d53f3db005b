import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

/** The only ones that we mark critical. */
const CRITICAL: ReadonlySet<string> = new Set([OID.keyUsage, OID.basicConstraints]);

/** AKI, SKI and AIA must never be critical, and a critical extension that a verifier does not know ends the path. */
export const criticalExtensionsKnown: Lint<CertificateSubject> = {
  name: "critical-extensions-known",
  citation: "RFC 5280 section 4.2",
  check: ({ certificate }) => {
    const unknown = certificate.extensions.all.find(
      ({ oid, isCritical }) => isCritical && !CRITICAL.has(oid),
    );
    return unknown === undefined ? undefined : `extension ${unknown.oid} is critical`;
  },
};
