import { isAscii } from "node:buffer";
import { DerError } from "../der/error.ts";
import type { DerReader } from "../der/reader.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { readName } from "../name.ts";
import type { GeneralName } from "./certificate.ts";

const MAIL = contextPrimitive(1);
const DNS = contextPrimitive(2);
const DIRECTORY = contextConstructed(4);
const URI = contextPrimitive(6);

const ascii = (contents: Buffer): string => {
  if (!isAscii(contents)) throw new DerError("IA5String with octets above 127");
  return contents.toString("latin1");
};

/** GeneralName (RFC 5280 section 4.2.1.6). */
export const readGeneralName = (reader: DerReader): GeneralName => {
  const tag = reader.nextTag;
  switch (tag) {
    case MAIL:
      return { kind: "mail", value: ascii(reader.primitive(tag)) };
    case DNS:
      return { kind: "dns", value: ascii(reader.primitive(tag)) };
    case URI:
      return { kind: "uri", value: ascii(reader.primitive(tag)) };
    case DIRECTORY:
      return { kind: "directory", value: reader.constructed(tag, (inner) => readName(inner).value) };
    case undefined:
    default: {
      const element = reader.any();
      if ((element.tag & 0xc0) !== 0x80) throw new DerError("general name without a context tag");
      return { kind: "other", tag: element.tag, encoded: element.encoded };
    }
  }
};

/** Most names in one list. */
const MAX_GENERAL_NAMES = 200;

/** Names up to the end of `reader`: GeneralNames inside an IMPLICIT tag. */
export const readGeneralNames = (reader: DerReader): GeneralName[] =>
  reader.members(1, MAX_GENERAL_NAMES, readGeneralName);

/** Addresses of a DistributionPointName's fullName; empty where it is relative to the issuer. */
export const readDistributionPointName = (reader: DerReader): string[] => {
  const names = reader.optional(contextConstructed(0), readGeneralNames);
  if (names === undefined) {
    reader.any();
    return [];
  }
  return names.flatMap((name) => (name.kind === "uri" ? [name.value] : []));
};
