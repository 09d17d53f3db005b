import type { CrlSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const crlNumber: Lint<CrlSubject> = {
  name: "crl-number",
  citation: "RFC 5280 section 5.2.3",
  check: ({ crl: { number, extensions } }) => {
    if (number === undefined) return "the CRL number is missing";
    if (number >= 1n << 159n) return "the CRL number has more than 20 octets";
    return extensions.some(({ oid, isCritical }) => oid === OID.cRLNumber && isCritical)
      ? "the CRL number is critical"
      : undefined;
  },
};
