import type { Result } from "#shared/result.ts";
import type { SignatureAlgorithmName } from "../algorithms.ts";
import type { Extension } from "../certificate/certificate.ts";
import { readExtensions, repeatedExtensions } from "../certificate/extension-values.ts";
import { readDistributionPointName } from "../certificate/general-name.ts";
import { readSerial } from "../certificate/serial.ts";
import { DerError } from "../der/error.ts";
import { readDer, readNested, type DerReader } from "../der/reader.ts";
import { TAG, contextConstructed, contextPrimitive } from "../der/tags.ts";
import { readName, type Name } from "../name.ts";
import { OID } from "../oids.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";
import { readAlgorithmIdentifier, readSigned } from "../signed.ts";
import type { CrlScope } from "./build.ts";
import { revocationReasonOf, type RevocationReason } from "./reason.ts";

/** Largest list that is read, in octets; read in full into memory, so this is for tests and for the lints. */
export const MAX_CRL_BYTES = 128 * 1024 * 1024;
const LIMITS = { maxBytes: MAX_CRL_BYTES, maxDepth: 12 };
const MAX_ENTRIES = 4_000_000;

export interface CrlEntry {
  /** Hexadecimal, at least 32 digits. */
  readonly serial: string;
  readonly revokedAt: Temporal.Instant;
  readonly reason: RevocationReason;
  readonly extensions: readonly Extension[];
}

/** IssuingDistributionPoint (RFC 5280 section 5.2.5). */
export interface IssuingDistributionPoint {
  readonly uris: readonly string[];
  readonly scope: CrlScope;
  /** onlySomeReasons, indirectCRL or onlyContainsAttributeCerts are given, which we never write. */
  readonly hasOtherFields: boolean;
}

/** What stands in a TBSCertList (RFC 5280 section 5.1.2). */
export interface TbsCertList {
  readonly tbs: Buffer;
  /** 1 or 2. */
  readonly version: number;
  readonly innerSignatureIdentifier: Buffer;
  readonly issuer: Name;
  readonly issuerDer: Buffer;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant | undefined;
  /** Tags of thisUpdate and nextUpdate, for the lints. */
  readonly timeTags: readonly number[];
  /** Undefined: revokedCertificates is absent, or was not to be read. */
  readonly entries: readonly CrlEntry[] | undefined;
  /** Contents of revokedCertificates, DER; undefined: it is absent. */
  readonly entriesDer: Buffer | undefined;
  readonly extensions: readonly Extension[];
  readonly number: bigint | undefined;
  readonly authorityKeyIdentifier: Buffer | undefined;
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
}

/** A CRL that was read. Nothing is verified. */
export interface CertificateList extends TbsCertList {
  readonly der: Buffer;
  readonly outerSignatureIdentifier: Buffer;
  readonly signatureAlgorithm: SignatureAlgorithmName | undefined;
  readonly signature: Buffer;
}

const readReason = (extensions: readonly Extension[]): RevocationReason => {
  const found = extensions.find(({ oid }) => oid === OID.reasonCode);
  if (found === undefined) return "unspecified";
  const number = readNested(found.value, (reader) => reader.smallInteger(10, TAG.enumerated));
  const reason = revocationReasonOf(number);
  if (reason === undefined) throw new DerError(`reason code ${number}`);
  return reason;
};

const readEntry = (reader: DerReader): CrlEntry =>
  reader.sequence((fields) => {
    const serial = readSerial(fields);
    const revokedAt = fields.time();
    const extensions = fields.isAtEnd ? [] : readExtensions(fields);
    return { serial, revokedAt, reason: readReason(extensions), extensions };
  });

const readDistributionPoint = (reader: DerReader): IssuingDistributionPoint =>
  reader.sequence((fields) => {
    const uris = fields.optional(contextConstructed(0), readDistributionPointName) ?? [];
    const isUser = fields.defaultFalse(contextPrimitive(1));
    const isAuthority = fields.defaultFalse(contextPrimitive(2));
    const hasOtherFields = !fields.isAtEnd;
    while (!fields.isAtEnd) fields.any();
    if (isUser && isAuthority) throw new DerError("a list of user and of authority certificates only");
    return {
      uris,
      scope: isUser ? "userCertificates" : isAuthority ? "authorityCertificates" : "everything",
      hasOtherFields,
    };
  });

const readKeyIdentifier = (reader: DerReader): Buffer | undefined =>
  reader.sequence((fields) => {
    const identifier =
      fields.nextTag === contextPrimitive(0) ? fields.octetString(contextPrimitive(0)) : undefined;
    while (!fields.isAtEnd) fields.any();
    return identifier;
  });

const isTime = (tag: number | undefined): boolean => tag === TAG.utcTime || tag === TAG.generalizedTime;

/** What to do with the entries: read them one by one, or leave them as they are, perhaps not even DER. */
export type EntryReading = "each" | "asTheyAre";

const readTbsFields = (reader: DerReader, reading: EntryReading): Omit<TbsCertList, "tbs"> =>
  reader.sequence((fields) => {
    const version = fields.nextTag === TAG.integer ? fields.smallInteger(1) + 1 : 1;
    const innerSignatureIdentifier = readAlgorithmIdentifier(fields);
    const issuer = readName(fields);
    const thisTag = fields.nextTag ?? 0;
    const thisUpdate = fields.time();
    const nextTag = fields.nextTag;
    const nextUpdate = isTime(nextTag) ? fields.time() : undefined;
    const entriesDer = fields.nextTag === TAG.sequence ? fields.primitive(TAG.sequence) : undefined;
    const entries =
      reading === "asTheyAre" || entriesDer === undefined
        ? undefined
        : readNested(entriesDer, (list) => list.members(0, MAX_ENTRIES, readEntry));
    const extensions = fields.optional(contextConstructed(0), readExtensions) ?? [];
    const known = <Value>(oid: string, read: (inner: DerReader) => Value): Value | undefined => {
      const found = extensions.find((candidate) => candidate.oid === oid);
      return found === undefined ? undefined : readNested(found.value, read);
    };
    return {
      version,
      innerSignatureIdentifier,
      issuer: issuer.value,
      issuerDer: issuer.encoded,
      thisUpdate,
      nextUpdate,
      timeTags: nextUpdate === undefined || nextTag === undefined ? [thisTag] : [thisTag, nextTag],
      entries,
      entriesDer,
      extensions,
      number: known(OID.cRLNumber, (inner) => BigInt(`0x${inner.unsigned(20).toString("hex")}`)),
      authorityKeyIdentifier: known(OID.authorityKeyIdentifier, readKeyIdentifier),
      issuingDistributionPoint: known(OID.issuingDistributionPoint, readDistributionPoint),
    };
  });

const readTbs =
  (reading: EntryReading) =>
  (reader: DerReader): TbsCertList => {
    const { encoded, value } = reader.recorded((inner) => readTbsFields(inner, reading));
    return { ...value, tbs: encoded };
  };

/** Reads TBSCertList, repeated extensions allowed: for the lints. */
export const readTbsCertList = (tbs: Buffer, reading: EntryReading = "each"): Result<TbsCertList, string> =>
  readDer(tbs, LIMITS, readTbs(reading));

/** Reads CertificateList, repeated extensions allowed: for the lints. */
export const readCertificateList = (
  der: Buffer,
  reading: EntryReading = "each",
): Result<CertificateList, string> =>
  readDer(der, LIMITS, (reader) => readSigned(reader, der, readTbs(reading)));

/** Reads a CRL (RFC 5280 section 5.1): strict DER, same algorithm inside and outside, no extension twice. */
export const parseCrl = (
  der: Buffer,
): Result<CertificateList, PkiRefusal<"CRL_MALFORMED" | "CRL_TOO_LARGE">> => {
  if (der.length > MAX_CRL_BYTES) return pkiRefused("CRL_TOO_LARGE", `more than ${MAX_CRL_BYTES} octets`);
  const read = readCertificateList(der);
  if (!read.ok) return pkiRefused("CRL_MALFORMED", read.refusal);
  if (!read.value.innerSignatureIdentifier.equals(read.value.outerSignatureIdentifier)) {
    return pkiRefused("CRL_MALFORMED", "signature algorithm differs inside and outside");
  }
  if (repeatedExtensions(read.value.extensions).length > 0) {
    return pkiRefused("CRL_MALFORMED", "extension twice");
  }
  return read;
};
