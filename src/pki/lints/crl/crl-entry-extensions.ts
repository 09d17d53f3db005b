import type { CrlSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const crlEntryExtensions: Lint<CrlSubject> = {
  name: "crl-entry-extensions",
  citation: "RFC 5280 section 5.3 and 5.3.1",
  check: ({ crl: { entries = [] } }) => {
    for (const { extensions, reason, serial } of entries) {
      if (
        extensions.some(({ oid, isCritical }) => oid !== OID.reasonCode || isCritical) ||
        extensions.length > 1
      ) {
        return `entry ${serial} has other extensions than a reason`;
      }
      if (extensions.length > 0 && reason === "unspecified")
        return `entry ${serial} spells out an unspecified reason`;
      if (reason === "removeFromCRL" || reason === "certificateHold")
        return `entry ${serial} has reason ${reason}`;
    }
    return undefined;
  },
};
