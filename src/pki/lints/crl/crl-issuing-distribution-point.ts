import type { CrlSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";
import { isPlainHttpUri } from "../names.ts";

export const crlIssuingDistributionPoint: Lint<CrlSubject> = {
  name: "crl-issuing-distribution-point",
  citation: "RFC 5280 section 5.2.5",
  check: ({ crl: { issuingDistributionPoint: point, extensions }, distributionPointUri }) => {
    if (point === undefined) {
      return distributionPointUri === undefined ? undefined : "a shard without issuing distribution point";
    }
    if (!extensions.some(({ oid, isCritical }) => oid === OID.issuingDistributionPoint && isCritical)) {
      return "the issuing distribution point is not critical";
    }
    if (point.hasOtherFields) return "the issuing distribution point has fields that we do not use";
    if (point.uris.join() !== (distributionPointUri ?? "")) return "the address is not the one of the list";
    if (!point.uris.every(isPlainHttpUri)) return "the address is not plain HTTP";
    return point.uris.length === 0 && point.scope === "everything"
      ? "the issuing distribution point is empty"
      : undefined;
  },
};
