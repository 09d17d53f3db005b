import type { OcspSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const ocspResponderAuthorized: Lint<OcspSubject> = {
  name: "ocsp-responder-authorized",
  citation: "RFC 6960 section 4.2.2.2",
  check: ({ responder }) =>
    responder.extensions.extendedKeyUsage?.includes(OID.ocspSigning) === true
      ? undefined
      : "the responder's certificate is not for signing OCSP responses",
};
