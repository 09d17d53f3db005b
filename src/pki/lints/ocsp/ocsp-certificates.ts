import type { OcspSubject, Lint } from "../lint.ts";

export const ocspCertificates: Lint<OcspSubject> = {
  name: "ocsp-certificates",
  citation: "RFC 6960 section 4.2.1 (certs)",
  check: ({ signed, responder }) => {
    if (signed === undefined) return undefined;
    const [certificate, ...others] = signed.certificates;
    const isResponder = certificate?.includes(responder.tbs) === true && others.length === 0;
    return isResponder ? undefined : "the answer does not carry exactly the responder's certificate";
  },
};
