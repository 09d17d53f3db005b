import type { OcspSubject, Lint } from "../lint.ts";

export const ocspCertIdsUnique: Lint<OcspSubject> = {
  name: "ocsp-cert-ids-unique",
  citation: "RFC 6960 section 4.2.1 (one answer for each certificate)",
  check: ({ response: { responses } }) =>
    responses.length === 1 ||
    new Set(responses.map(({ certId }) => certId.encoded.toString("hex"))).size === responses.length
      ? undefined
      : "a certificate is answered twice",
};
