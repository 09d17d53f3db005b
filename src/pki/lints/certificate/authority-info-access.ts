import type { CertificateSubject, Lint } from "../lint.ts";
import { isPlainHttpUri } from "../names.ts";

export const authorityInfoAccess: Lint<CertificateSubject> = {
  name: "authority-info-access",
  citation: "RFC 5280 section 4.2.2.1",
  check: ({ certificate: { extensions }, profile }) => {
    const { ocspUris, caIssuersUris } = extensions;
    if (ocspUris === undefined || caIssuersUris === undefined) return undefined;
    if (caIssuersUris.length !== 1) return "there is not exactly one address of the issuer's certificate";
    if (profile === "client" && ocspUris.length !== 1)
      return "there is not exactly one address of the OCSP responder";
    return [...ocspUris, ...caIssuersUris].every(isPlainHttpUri) ? undefined : "an address is not plain HTTP";
  },
};
