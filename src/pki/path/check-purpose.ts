import type { CertificateExtensions } from "../certificate/certificate.ts";
import { OID } from "../oids.ts";
import { fault, type PathFault } from "./refusal.ts";

/**
 * Section 4.2.1.12: a certificate that lists purposes is good for no other. Asked of authorities too, as TLS and the
 * browsers do (RFC 5280 leaves it open).
 */
export const purposeFault = (
  { extendedKeyUsage }: CertificateExtensions,
  purpose: string | undefined,
): PathFault | undefined => {
  if (purpose === undefined || extendedKeyUsage === undefined) return undefined;
  return extendedKeyUsage.includes(purpose) || extendedKeyUsage.includes(OID.anyExtendedKeyUsage)
    ? undefined
    : fault("PATH_PURPOSE_NOT_ALLOWED", `extKeyUsage leaves out ${purpose}`);
};
