import { isAscii, isUtf8 } from "node:buffer";
import { InvariantError, invariant } from "#shared/invariant.ts";
import { DerError } from "./der/error.ts";
import { objectIdentifier } from "./der/object-identifier.ts";
import type { DerReader } from "./der/reader.ts";
import { TAG } from "./der/tags.ts";
import { ia5String, isPrintable, printableString, sequence, setOf, utf8String } from "./der/writer.ts";
import { OID } from "./oids.ts";

/** ASN.1 type of an attribute's value. */
export type NameStringType = "utf8" | "printable" | "ia5" | "teletex" | "bmp";

/** One attribute of a name. */
export interface NameAttribute {
  /** Attribute type as a dotted object identifier, e.g. `2.5.4.3`. */
  readonly type: string;
  readonly value: string;
  readonly stringType: NameStringType;
}

/** Attributes at one level; nearly always one. */
export type RelativeDistinguishedName = readonly NameAttribute[];

/** A distinguished name, from the country downwards (the order of the encoding, not of RFC 4514). */
export type Name = readonly RelativeDistinguishedName[];

/** Attribute types that may be written by a short name (RFC 4514 section 3, RFC 4519). */
export const SHORT_NAMES = {
  CN: OID.commonName,
  SN: OID.surname,
  SERIALNUMBER: OID.serialNumber,
  C: OID.countryName,
  L: OID.localityName,
  ST: OID.stateOrProvinceName,
  STREET: OID.streetAddress,
  O: OID.organizationName,
  OU: OID.organizationalUnitName,
  T: OID.title,
  GN: OID.givenName,
  DNQ: OID.dnQualifier,
  UID: OID.userId,
  DC: OID.domainComponent,
  E: OID.emailAddress,
} as const;
export type NameShortName = keyof typeof SHORT_NAMES;

/** Types that RFC 5280 appendix A.1 fixes to one string type; all others are UTF8String (section 4.1.2.4). */
const FIXED_STRING_TYPES: ReadonlyMap<string, NameStringType> = new Map([
  [OID.countryName, "printable"],
  [OID.serialNumber, "printable"],
  [OID.dnQualifier, "printable"],
  [OID.domainComponent, "ia5"],
  [OID.emailAddress, "ia5"],
]);

/** The string type in which we write a value of an attribute type. */
export const stringTypeFor = (type: string): NameStringType => FIXED_STRING_TYPES.get(type) ?? "utf8";

const oids = new Map<string, string>(Object.entries(SHORT_NAMES));

/** The attribute type of a short name in capitals; undefined where there is none. */
export const oidOfShortName = (short: string): string | undefined => oids.get(short);

/**
 * A name of one attribute a level, top first: `nameOf([["C", "JP"], ["O", "ヒスイ信用組合"], ["CN", "taro"]])`.
 * Types are short names or dotted identifiers.
 */
export const nameOf = (
  attributes: readonly (readonly [type: NameShortName | `${number}.${string}`, value: string])[],
): Name =>
  attributes.map(([short, value]) => {
    const type = oidOfShortName(short) ?? short;
    return [{ type, value, stringType: stringTypeFor(type) }];
  });

const encodeString = ({ value, stringType }: NameAttribute): Buffer => {
  switch (stringType) {
    case "utf8":
      return utf8String(value);
    case "printable":
      invariant(isPrintable(value), `not a PrintableString: ${value}`);
      return printableString(value);
    case "ia5":
      return ia5String(value);
    case "teletex":
    case "bmp":
    default:
      throw new InvariantError(
        "TeletexString and BMPString are read, never written (RFC 5280 section 4.1.2.4)",
      );
  }
};

/** DER of a Name (RFC 5280 section 4.1.2.4). */
export const encodeName = (name: Name): Buffer =>
  sequence(
    ...name.map((level) =>
      setOf(...level.map((attribute) => sequence(objectIdentifier(attribute.type), encodeString(attribute)))),
    ),
  );

const decodeUtf8 = (contents: Buffer): string => {
  if (!isUtf8(contents)) throw new DerError("UTF8String that is not UTF-8");
  return contents.toString("utf8");
};

const decodeAscii = (contents: Buffer, what: string): string => {
  if (!isAscii(contents)) throw new DerError(`${what} with octets above 127`);
  return contents.toString("latin1");
};

const decodeBmp = (contents: Buffer): string => {
  if (contents.length % 2 !== 0) throw new DerError("BMPString of an odd number of octets");
  const text = Buffer.from(contents).swap16().toString("utf16le");
  if (!text.isWellFormed()) throw new DerError("BMPString with half a character");
  return text;
};

const readAttribute = (reader: DerReader): NameAttribute =>
  reader.sequence((attribute) => {
    const type = attribute.objectIdentifier();
    const tag = attribute.nextTag;
    switch (tag) {
      case TAG.utf8String:
        return { type, value: decodeUtf8(attribute.primitive(tag)), stringType: "utf8" };
      case TAG.printableString:
        return {
          type,
          value: decodeAscii(attribute.primitive(tag), "PrintableString"),
          stringType: "printable",
        };
      case TAG.ia5String:
        return { type, value: decodeAscii(attribute.primitive(tag), "IA5String"), stringType: "ia5" };
      case TAG.teletexString:
        return { type, value: attribute.primitive(tag).toString("latin1"), stringType: "teletex" };
      case TAG.bmpString:
        return { type, value: decodeBmp(attribute.primitive(tag)), stringType: "bmp" };
      case undefined:
      default:
        throw new DerError("name attribute that is not a string");
    }
  });

/** Most levels of a name and most attributes of a level that are read. */
const MAX_LEVELS = 32;
const MAX_ATTRIBUTES = 8;

/** Reads a Name, and gives its octets along: names are compared octet by octet. */
export const readName = (reader: DerReader): { readonly encoded: Buffer; readonly value: Name } =>
  reader.recorded((outer) =>
    outer.sequence((levels) =>
      levels.members(0, MAX_LEVELS, () => levels.setOf(1, MAX_ATTRIBUTES, readAttribute)),
    ),
  );

/** Values of one attribute type, top first: `valuesOf(name, "CN")`. */
export const valuesOf = (name: Name, short: NameShortName): string[] =>
  name.flatMap((level) =>
    level.filter((attribute) => attribute.type === SHORT_NAMES[short]).map((attribute) => attribute.value),
  );
