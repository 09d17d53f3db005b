import { DerError } from "../der/error.ts";
import { readNested, type DerReader } from "../der/reader.ts";
import { TAG, contextConstructed, contextPrimitive } from "../der/tags.ts";
import { entriesOf } from "../entries.ts";
import { OID } from "../oids.ts";
import type { BasicConstraints, CertificateExtensions, Extension, GeneralName } from "./certificate.ts";
import { KEY_USAGE_BITS, type KeyUsageName } from "./extensions.ts";
import { readDistributionPointName, readGeneralName } from "./general-name.ts";

/** Most extensions of one certificate, request or list. */
const MAX_EXTENSIONS = 40;
const MAX_MEMBERS = 100;

const readExtension = (reader: DerReader): Extension =>
  reader.sequence((fields) => ({
    oid: fields.objectIdentifier(),
    isCritical: fields.defaultFalse(),
    value: fields.octetString(),
  }));

/** Extensions (RFC 5280 section 4.1.2.9): at least one, in their order, repetitions included. */
export const readExtensions = (reader: DerReader): Extension[] =>
  reader.sequenceOf(1, MAX_EXTENSIONS, readExtension);

/** The object identifiers that stand more than once: RFC 5280 section 4.2 allows none. */
export const repeatedExtensions = (extensions: readonly Extension[]): string[] => {
  const seen = new Set<string>();
  return extensions.flatMap(({ oid }) => (seen.size === seen.add(oid).size ? [oid] : []));
};

const readBasicConstraints = (reader: DerReader): BasicConstraints =>
  reader.sequence((fields) => ({
    isAuthority: fields.defaultFalse(),
    pathLength: fields.isAtEnd ? undefined : fields.smallInteger(255),
  }));

const KEY_USAGES = entriesOf(KEY_USAGE_BITS);

const readKeyUsage = (reader: DerReader): ReadonlySet<KeyUsageName> => {
  const contents = reader.primitive(TAG.bitString);
  const unused = contents[0] ?? 8;
  const last = contents[contents.length - 1] ?? 0;
  if (unused > 7 || contents.length > 3)
    throw new DerError("key usage that is not a bit string of nine bits");
  // Named bits: the last bit given is set (X.690 section 11.2.2).
  if (contents.length > 1 && (last & ((2 << unused) - 1)) !== 1 << unused) {
    throw new DerError("key usage with trailing zero bits");
  }
  if (contents.length === 1 && unused !== 0)
    throw new DerError("key usage with a wrong count of unused bits");
  return new Set(
    KEY_USAGES.flatMap(([name, bit]) =>
      ((contents[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) === 0 ? [] : [name],
    ),
  );
};

/** AuthorityKeyIdentifier: its keyIdentifier, if it has one. */
const readAuthorityKeyIdentifier = (reader: DerReader): Buffer | undefined =>
  reader.sequence((fields) => {
    const identifier =
      fields.nextTag === contextPrimitive(0) ? fields.octetString(contextPrimitive(0)) : undefined;
    if (fields.nextTag === contextConstructed(1)) fields.any();
    if (fields.nextTag === contextPrimitive(2)) fields.any();
    return identifier;
  });

const readCrlUris = (reader: DerReader): string[] =>
  reader
    .sequenceOf(1, MAX_MEMBERS, (points) =>
      points.sequence((point) => {
        const uris = point.optional(contextConstructed(0), readDistributionPointName) ?? [];
        while (!point.isAtEnd) point.any();
        return uris;
      }),
    )
    .flat();

interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

const readAccessDescriptions = (reader: DerReader): AccessDescription[] =>
  reader.sequenceOf(1, MAX_MEMBERS, (descriptions) =>
    descriptions.sequence((fields) => ({
      method: fields.objectIdentifier(),
      location: readGeneralName(fields),
    })),
  );

const readPolicies = (reader: DerReader): string[] =>
  reader.sequenceOf(1, MAX_MEMBERS, (policies) =>
    policies.sequence((policy) => {
      const oid = policy.objectIdentifier();
      if (!policy.isAtEnd) policy.any();
      return oid;
    }),
  );

const urisOf = (descriptions: readonly AccessDescription[], method: string): string[] =>
  descriptions.flatMap(({ method: found, location }) =>
    found === method && location.kind === "uri" ? [location.value] : [],
  );

/** Reads the values of the extensions that we know; the first of each kind. Throws {@link DerError}. */
export const readExtensionValues = (all: readonly Extension[]): CertificateExtensions => {
  const known = <Value>(oid: string, read: (reader: DerReader) => Value): Value | undefined => {
    const found = all.find((candidate) => candidate.oid === oid);
    return found === undefined ? undefined : readNested(found.value, read);
  };
  const access = known(OID.authorityInfoAccess, readAccessDescriptions);
  return {
    all,
    basicConstraints: known(OID.basicConstraints, readBasicConstraints),
    keyUsage: known(OID.keyUsage, readKeyUsage),
    extendedKeyUsage: known(OID.extKeyUsage, (reader) =>
      reader.sequenceOf(1, MAX_MEMBERS, (purposes) => purposes.objectIdentifier()),
    ),
    subjectKeyIdentifier: known(OID.subjectKeyIdentifier, (reader) => reader.octetString()),
    authorityKeyIdentifier: known(OID.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    crlUris: known(OID.cRLDistributionPoints, readCrlUris),
    ocspUris: access && urisOf(access, OID.ocsp),
    caIssuersUris: access && urisOf(access, OID.caIssuers),
    policyOids: known(OID.certificatePolicies, readPolicies),
    subjectAltNames: known(OID.subjectAltName, (reader) =>
      reader.sequenceOf(1, MAX_MEMBERS, readGeneralName),
    ),
    hasOcspNoCheck: all.some((candidate) => candidate.oid === OID.ocspNoCheck),
  };
};
