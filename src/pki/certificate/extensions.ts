import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import {
  NULL_VALUE,
  boolean,
  ia5Contents,
  implicit,
  integer,
  namedBits,
  octetString,
  sequence,
  value,
} from "../der/writer.ts";
import { OID } from "../oids.ts";

/** Bits of KeyUsage by name (RFC 5280 section 4.2.1.3). */
export const KEY_USAGE_BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;
export type KeyUsageName = keyof typeof KEY_USAGE_BITS;

/** Extension (RFC 5280 section 4.1): `critical` is left out when false. */
export const extension = (oid: string, isCritical: boolean, ...contents: readonly Buffer[]): Buffer =>
  isCritical
    ? sequence(objectIdentifier(oid), boolean(true), octetString(...contents))
    : sequence(objectIdentifier(oid), octetString(...contents));

/** `uniformResourceIdentifier [6]` of a GeneralName. */
export const uriGeneralName = (uri: string): Buffer => implicit(6, ia5Contents(uri));

const dnsGeneralName = (name: string): Buffer => implicit(2, ia5Contents(name));

/** `distributionPoint [0]` with `fullName [0]` of one address (RFC 5280 section 4.2.1.13). */
export const distributionPointName = (uri: string): Buffer =>
  value(contextConstructed(0), [value(contextConstructed(0), [uriGeneralName(uri)])]);

/** Section 4.2.1.1; never critical. */
export const authorityKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(OID.authorityKeyIdentifier, false, sequence(value(contextPrimitive(0), [identifier])));

/** Section 4.2.1.2; never critical. */
export const subjectKeyIdentifier = (identifier: Buffer): Buffer =>
  extension(OID.subjectKeyIdentifier, false, octetString(identifier));

/** Section 4.2.1.3; critical. */
export const keyUsage = (...usages: readonly KeyUsageName[]): Buffer =>
  extension(OID.keyUsage, true, namedBits(usages.map((usage) => KEY_USAGE_BITS[usage])));

/** Section 4.2.1.4; identifiers only, no qualifiers; not critical. */
export const certificatePolicies = (...policies: readonly string[]): Buffer =>
  extension(
    OID.certificatePolicies,
    false,
    sequence(...policies.map((policy) => sequence(objectIdentifier(policy)))),
  );

/** Section 4.2.1.6; critical only where the subject is empty, which ours never is. */
export const subjectAltName = (...dnsNames: readonly string[]): Buffer =>
  extension(OID.subjectAltName, false, sequence(...dnsNames.map(dnsGeneralName)));

/** Section 4.2.1.9 for an authority; critical. Certificates of others leave it out. */
export const authorityBasicConstraints = (pathLength?: number): Buffer =>
  extension(
    OID.basicConstraints,
    true,
    pathLength === undefined ? sequence(boolean(true)) : sequence(boolean(true), integer(pathLength)),
  );

/** Section 4.2.1.12; not critical. */
export const extendedKeyUsage = (...purposes: readonly string[]): Buffer =>
  extension(OID.extKeyUsage, false, sequence(...purposes.map((purpose) => objectIdentifier(purpose))));

/** Section 4.2.1.13 with one address; not critical. */
export const crlDistributionPoint = (uri: string): Buffer =>
  extension(OID.cRLDistributionPoints, false, sequence(sequence(distributionPointName(uri))));

/** Section 4.2.2.1; not critical. */
export const authorityInfoAccess = (addresses: {
  readonly ocspUri?: string | undefined;
  readonly caIssuersUri?: string | undefined;
}): Buffer =>
  extension(
    OID.authorityInfoAccess,
    false,
    sequence(
      ...(addresses.ocspUri === undefined
        ? []
        : [sequence(objectIdentifier(OID.ocsp), uriGeneralName(addresses.ocspUri))]),
      ...(addresses.caIssuersUri === undefined
        ? []
        : [sequence(objectIdentifier(OID.caIssuers), uriGeneralName(addresses.caIssuersUri))]),
    ),
  );

/** RFC 6960 section 4.2.2.2.1: nobody asks for the standing of the responder itself; not critical. */
export const OCSP_NO_CHECK = extension(OID.ocspNoCheck, false, NULL_VALUE);

/** CRL number (section 5.2.3); not critical. */
export const crlNumber = (number: bigint): Buffer => extension(OID.cRLNumber, false, integer(number));
