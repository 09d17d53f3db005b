import type { CertificateSubject, Lint } from "../lint.ts";
import { isPlainHttpUri } from "../names.ts";

export const crlDistributionPoint: Lint<CertificateSubject> = {
  name: "crl-distribution-point",
  citation: "RFC 5280 section 4.2.1.13",
  check: ({ certificate: { extensions } }) =>
    extensions.crlUris === undefined ||
    (extensions.crlUris.length === 1 && extensions.crlUris.every(isPlainHttpUri))
      ? undefined
      : "the CRL distribution point is not one plain HTTP address",
};
