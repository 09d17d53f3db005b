import { OID } from "../../oids.ts";
import type { CertificateSubject, Lint } from "../lint.ts";

export const ocspNoCheck: Lint<CertificateSubject> = {
  name: "ocsp-no-check",
  citation: "RFC 6960 section 4.2.2.2.1",
  check: ({ certificate: { extensions }, profile }) => {
    if (!extensions.hasOcspNoCheck) return undefined;
    if (profile !== "ocspResponder")
      return "the standing of something else than an OCSP responder is not checked";
    const nullValue = extensions.all.find(({ oid }) => oid === OID.ocspNoCheck)?.value.toString("hex");
    return nullValue === "0500" ? undefined : "ocsp-nocheck is not NULL";
  },
};
