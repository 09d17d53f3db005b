import { DerError } from "./error.ts";
import { readLength } from "./length.ts";
import { decodeObjectIdentifier } from "./object-identifier.ts";
import { TAG } from "./tags.ts";
import { decodeTime } from "./time.ts";

/** INTEGER and ENUMERATED: as few octets as possible (X.690 section 8.3.2). */
export const checkInteger = (contents: Buffer): void => {
  if (contents.length === 0) throw new DerError("integer without octets");
  if (contents.length === 1) return;
  const first = contents[0] ?? 0;
  const isNextNegative = (contents[1] ?? 0) >= 0x80;
  if ((first === 0x00 && !isNextNegative) || (first === 0xff && isNextNegative)) {
    throw new DerError("integer in more octets than needed");
  }
};

/** BIT STRING: a right count of unused bits, which are zero (X.690 section 11.2). */
export const checkBitString = (contents: Buffer): void => {
  const unused = contents[0];
  if (unused === undefined || unused > 7 || (unused > 0 && contents.length === 1)) {
    throw new DerError("bit string with a wrong count of unused bits");
  }
  const last = contents[contents.length - 1] ?? 0;
  if (unused > 0 && (last & ((1 << unused) - 1)) !== 0) throw new DerError("bit string with unused bits set");
};

const FRACTION = /\.\d*[1-9]Z$/;

/** A time that exists; GeneralizedTime may have a fraction without trailing zeros (X.690 section 11.7). */
const checkTime = (tag: number, contents: Buffer): void => {
  const text = contents.toString("latin1");
  const whole = tag === TAG.generalizedTime ? text.replace(FRACTION, "Z") : text;
  decodeTime(tag, Buffer.from(whole, "latin1"));
};

const checkPrimitive = (tag: number, contents: Buffer): void => {
  switch (tag) {
    case TAG.boolean:
      if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
        throw new DerError("boolean other than 00 and FF");
      }
      return;
    case TAG.integer:
    case TAG.enumerated:
      return checkInteger(contents);
    case TAG.bitString:
      return checkBitString(contents);
    case TAG.null:
      if (contents.length !== 0) throw new DerError("null with contents");
      return;
    case TAG.objectIdentifier:
      decodeObjectIdentifier(contents);
      return;
    case TAG.utcTime:
    case TAG.generalizedTime:
      return checkTime(tag, contents);
    case TAG.bmpString:
    case TAG.universalString:
      if (contents.length % (tag === TAG.bmpString ? 2 : 4) !== 0) {
        throw new DerError("string that ends within a character");
      }
      return;
    default:
  }
};

const CONSTRUCTED = 0x20;
const isUniversal = (tag: number): boolean => tag < 0x40;

/** Whether an identifier octet is one that DER has: low tag numbers, and only SEQUENCE and SET constructed. */
export const checkTag = (tag: number): void => {
  if ((tag & 0x1f) === 0x1f) throw new DerError("tag number above 30");
  if (!isUniversal(tag)) return;
  const mustBeConstructed = (tag | CONSTRUCTED) === TAG.sequence || (tag | CONSTRUCTED) === TAG.set;
  if (tag === 0 || ((tag & CONSTRUCTED) !== 0) !== mustBeConstructed) {
    throw new DerError(`tag 0x${tag.toString(16)} is not one of DER`);
  }
};

const checkContents = (bytes: Buffer, start: number, end: number, tag: number, depthLeft: number): void => {
  let position = start;
  let previous: Buffer | undefined;
  while (position < end) {
    const { end: next } = readLength(bytes, position + 1, end);
    checkCanonical(bytes, position, next, depthLeft - 1);
    if (tag === TAG.set) {
      const member = bytes.subarray(position, next);
      if (previous !== undefined && Buffer.compare(previous, member) > 0) {
        throw new DerError("set whose members are not in order");
      }
      previous = member;
    }
    position = next;
  }
};

/**
 * Checks the one value in `bytes` from `start` to `end`, and all within it as far as tags tell, to be DER.
 * A primitive context-specific value is opaque.
 */
export function checkCanonical(bytes: Buffer, start: number, end: number, depthLeft: number): void {
  if (depthLeft <= 0) throw new DerError("nested too deeply");
  const tag = bytes[start] ?? 0;
  checkTag(tag);
  const contents = readLength(bytes, start + 1, end);
  if (contents.end !== end) throw new DerError("octets left over");
  if ((tag & CONSTRUCTED) !== 0) checkContents(bytes, contents.start, end, tag, depthLeft);
  else if (isUniversal(tag)) checkPrimitive(tag, bytes.subarray(contents.start, end));
}
