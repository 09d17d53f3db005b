import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

const UPPER_BOUNDS: ReadonlyMap<string, number> = new Map([
  [OID.countryName, 2],
  [OID.commonName, 64],
  [OID.organizationName, 64],
  [OID.organizationalUnitName, 64],
  [OID.serialNumber, 64],
  [OID.title, 64],
  [OID.localityName, 128],
  [OID.stateOrProvinceName, 128],
  [OID.emailAddress, 255],
]);

export const subjectAttributeLengths: Lint<CertificateSubject> = {
  name: "subject-attribute-lengths",
  citation: "RFC 5280 appendix A.1 (upper bounds)",
  check: ({ certificate }) =>
    certificate.subject
      .flat()
      .filter(
        ({ type, value }) => value.length === 0 || Array.from(value).length > (UPPER_BOUNDS.get(type) ?? 256),
      )
      .map(({ type, value }) => `${type} has ${Array.from(value).length} characters`)
      .at(0),
};
