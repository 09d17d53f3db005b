import type { OcspSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const ocspExtensionsKnown: Lint<OcspSubject> = {
  name: "ocsp-extensions-known",
  citation: "RFC 6960 section 4.4",
  check: ({ response: { extensions } }) =>
    extensions.some(({ oid, isCritical }) => oid !== OID.ocspNonce || isCritical) || extensions.length > 1
      ? "there are other extensions than one nonce that is not critical"
      : undefined,
};
