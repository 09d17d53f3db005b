import { accepted, refused, type Result } from "#shared/result.ts";
import type { Certificate, Extension, GeneralName } from "../../certificate/certificate.ts";
import { readGeneralName, readGeneralNames } from "../../certificate/general-name.ts";
import { DerError } from "../../der/error.ts";
import { readNested, type DerReader } from "../../der/reader.ts";
import { TAG, contextConstructed, contextPrimitive } from "../../der/tags.ts";
import { readName, type Name, type RelativeDistinguishedName } from "../../name.ts";
import { OID } from "../../oids.ts";
import { sequence, value } from "../../der/writer.ts";

/** Reason flags, by bit (RFC 5280 section 4.2.1.13): 1 to 8; bit 0 is not used. */
export const ALL_REASONS = 0b1_1111_1110;

/** DistributionPointName; relative ones are below the CRL issuer's name. */
export type PointName =
  | { readonly kind: "full"; readonly names: readonly GeneralName[] }
  | { readonly kind: "relative"; readonly level: RelativeDistinguishedName };

/** DistributionPoint of a certificate. */
export interface DistributionPoint {
  readonly name: PointName | undefined;
  /** Bit mask; all where the point does not say. */
  readonly reasons: number;
  /** The CRL issuer where it is another than the certificate's. */
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** IssuingDistributionPoint of a CRL (section 5.2.5), in full. */
export interface IssuingPoint {
  readonly name: PointName | undefined;
  readonly isForUsers: boolean;
  readonly isForAuthorities: boolean;
  readonly isForAttributes: boolean;
  readonly isIndirect: boolean;
  readonly reasons: number;
}

/** Reads `[number] IMPLICIT RelativeDistinguishedName`: as a SET inside a Name of one level. */
const readRelative = (reader: DerReader): RelativeDistinguishedName => {
  const { contents } = reader.any();
  const name: Name = readNested(sequence(value(TAG.set, [contents])), (inner) => readName(inner).value);
  return name[0] ?? [];
};

const readPointName = (reader: DerReader): PointName => {
  const names = reader.optional(contextConstructed(0), readGeneralNames);
  if (names !== undefined) return { kind: "full", names };
  if (reader.nextTag !== contextConstructed(1)) throw new DerError("a distribution point without a name");
  return { kind: "relative", level: readRelative(reader) };
};

const readReasons = (reader: DerReader, number: number): number => {
  const tag = contextPrimitive(number);
  if (reader.nextTag !== tag) return ALL_REASONS;
  const contents = reader.primitive(tag);
  if (contents.length < 2 || contents.length > 3) throw new DerError("reason flags of another length");
  let mask = 0;
  for (let bit = 0; bit < 9; bit += 1) {
    if (((contents[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) mask |= 1 << bit;
  }
  return mask & ALL_REASONS;
};

const MAX_POINTS = 100;

const readPoint = (reader: DerReader): DistributionPoint =>
  reader.sequence((point) => ({
    name: point.optional(contextConstructed(0), readPointName),
    reasons: readReasons(point, 1),
    crlIssuer: point.optional(contextConstructed(2), (names) =>
      names.members(1, MAX_POINTS, readGeneralName),
    ),
  }));

const readIssuingPoint = (reader: DerReader): IssuingPoint =>
  reader.sequence((fields) => ({
    name: fields.optional(contextConstructed(0), readPointName),
    isForUsers: fields.defaultFalse(contextPrimitive(1)),
    isForAuthorities: fields.defaultFalse(contextPrimitive(2)),
    reasons: readReasons(fields, 3),
    isIndirect: fields.defaultFalse(contextPrimitive(4)),
    isForAttributes: fields.defaultFalse(contextPrimitive(5)),
  }));

const readExtension = <Value>(
  all: readonly Extension[],
  oid: string,
  read: (reader: DerReader) => Value,
): Result<Value | undefined, string> => {
  const found = all.find((candidate) => candidate.oid === oid);
  if (found === undefined) return accepted(undefined);
  try {
    return accepted(readNested(found.value, read));
  } catch (error) {
    if (error instanceof DerError) return refused(error.message);
    throw error;
  }
};

/**
 * The distribution points of a certificate; where it names none, one that stands for any CRL of its issuer
 * (section 6.3.3). The refusal says what is wrong.
 */
export const distributionPointsOf = ({
  extensions,
}: Pick<Certificate, "extensions">): Result<readonly DistributionPoint[], string> => {
  const read = readExtension(extensions.all, OID.cRLDistributionPoints, (reader) =>
    reader.sequenceOf(1, MAX_POINTS, readPoint),
  );
  return read.ok
    ? accepted(read.value ?? [{ name: undefined, reasons: ALL_REASONS, crlIssuer: undefined }])
    : read;
};

/** The issuing distribution point of a CRL; undefined where it has none. */
export const issuingPointOf = (extensions: readonly Extension[]): Result<IssuingPoint | undefined, string> =>
  readExtension(extensions, OID.issuingDistributionPoint, readIssuingPoint);
