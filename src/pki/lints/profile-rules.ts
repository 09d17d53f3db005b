import type { CertificateProfileName } from "../certificate/profiles.ts";
import type { KeyUsageName } from "../certificate/extensions.ts";
import { OID } from "../oids.ts";

/** What a profile must look like, written down a second time so that a slip in the building code is seen. */
export interface ProfileRules {
  readonly keyUsage: readonly KeyUsageName[];
  /** Purposes; empty: no extKeyUsage extension at all. */
  readonly extendedKeyUsage: readonly string[];
  /** Undefined: not an authority, and no basicConstraints extension. */
  readonly authority: { readonly pathLength: number | undefined } | undefined;
  /** Extensions that must be there; no others may. */
  readonly extensions: readonly string[];
}

const { keyUsage, extKeyUsage, basicConstraints, subjectKeyIdentifier, authorityKeyIdentifier } = OID;
const VALIDATION = [OID.cRLDistributionPoints, OID.authorityInfoAccess, OID.certificatePolicies];
const IDENTIFIERS = [subjectKeyIdentifier, authorityKeyIdentifier];

export const PROFILE_RULES: Readonly<Record<CertificateProfileName, ProfileRules>> = {
  root: {
    keyUsage: ["keyCertSign", "cRLSign"],
    extendedKeyUsage: [],
    authority: { pathLength: undefined },
    extensions: [basicConstraints, keyUsage, subjectKeyIdentifier],
  },
  issuing: {
    keyUsage: ["keyCertSign", "cRLSign"],
    extendedKeyUsage: [],
    authority: { pathLength: 0 },
    extensions: [basicConstraints, keyUsage, ...IDENTIFIERS, ...VALIDATION],
  },
  client: {
    keyUsage: ["digitalSignature"],
    extendedKeyUsage: [OID.clientAuth],
    authority: undefined,
    extensions: [keyUsage, extKeyUsage, ...IDENTIFIERS, ...VALIDATION],
  },
  ocspResponder: {
    keyUsage: ["digitalSignature"],
    extendedKeyUsage: [OID.ocspSigning],
    authority: undefined,
    extensions: [keyUsage, extKeyUsage, ...IDENTIFIERS, OID.ocspNoCheck],
  },
  tlsServer: {
    keyUsage: ["digitalSignature"],
    extendedKeyUsage: [OID.serverAuth],
    authority: undefined,
    extensions: [keyUsage, extKeyUsage, ...IDENTIFIERS, OID.subjectAltName],
  },
};
