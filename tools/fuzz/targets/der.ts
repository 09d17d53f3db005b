import { readDer, type DerElement, type DerReader } from "#pki/der/reader.ts";
import { TAG } from "#pki/der/tags.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { generalizedTime, time } from "#pki/der/time.ts";
import { NULL_VALUE, boolean, setOf, unsignedInteger, value } from "#pki/der/writer.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";
import { CERTIFICATES, CRLS } from "./samples.ts";

/** The reader of strict DER: what it takes is what the writer writes, octet by octet. */

const LIMITS = { maxBytes: 65_536, maxDepth: 16 };

const reread = <Value>(element: DerElement, read: (reader: DerReader) => Value): Value | undefined => {
  const result = readDer(element.encoded, LIMITS, read);
  return result.ok ? result.value : undefined;
};

const membersOf = (element: DerElement): DerElement[] =>
  reread(element, (reader) =>
    reader.constructed(element.tag, (inner) => inner.members(0, LIMITS.maxBytes, (it) => it.any())),
  ) ?? [];

/** What the writer makes of what the reader read; undefined for a type that is not taken apart. */
const rewritten = (element: DerElement): Buffer | undefined => {
  switch (element.tag) {
    case TAG.boolean:
      return boolean(reread(element, (reader) => reader.boolean()) ?? false);
    case TAG.integer: {
      const magnitude = reread(element, (reader) => reader.unsigned(LIMITS.maxBytes));
      return magnitude === undefined ? undefined : unsignedInteger(magnitude);
    }
    case TAG.null:
      return NULL_VALUE;
    case TAG.objectIdentifier:
      return objectIdentifier(reread(element, (reader) => reader.objectIdentifier()) ?? "");
    case TAG.utcTime: {
      const instant = reread(element, (reader) => reader.time());
      return instant === undefined ? undefined : time(instant);
    }
    case TAG.generalizedTime: {
      const instant = reread(element, (reader) => reader.generalizedTime());
      return instant === undefined ? undefined : generalizedTime(instant);
    }
    case TAG.set:
      return setOf(...membersOf(element).map(({ encoded }) => encoded));
    default:
      return value(element.tag, [element.contents]);
  }
};

const check = (element: DerElement): void => {
  const again = rewritten(element);
  expect(
    again === undefined || again.equals(element.encoded),
    `tag ${element.tag} is written as it was read`,
  );
  if ((element.tag & 0x20) !== 0) membersOf(element).forEach(check);
};

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  const read = readDer(data, LIMITS, (reader) => reader.any());
  if (!read.ok) return;
  expect(read.value.encoded.equals(data), "all octets are used");
  check(read.value);
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 4096,
  shape: "der",
  seeds: [
    ...CERTIFICATES,
    ...CRLS,
    ...["0101ff", "0500", "06032a8648", "020100", "170d3236303130313030303030305a", "31060201010201027f"].map(
      (hex) => Buffer.from(hex, "hex"),
    ),
  ],
  slowMilliseconds: 50,
};
