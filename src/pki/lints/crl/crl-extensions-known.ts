import type { CrlSubject, Lint } from "../lint.ts";
import { repeatedExtensions } from "../../certificate/extension-values.ts";
import { OID } from "../../oids.ts";

const KNOWN: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.cRLNumber,
  OID.issuingDistributionPoint,
]);

export const crlExtensionsKnown: Lint<CrlSubject> = {
  name: "crl-extensions-known",
  citation: "RFC 5280 section 5.2",
  check: ({ crl: { extensions } }) => {
    const unknown = extensions.find(({ oid }) => !KNOWN.has(oid));
    if (unknown !== undefined) return `extension ${unknown.oid} is not one of ours`;
    const [repeated] = repeatedExtensions(extensions);
    return repeated === undefined ? undefined : `extension ${repeated} stands twice`;
  },
};
