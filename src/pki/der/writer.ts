import { invariant } from "#shared/invariant.ts";
import { TAG, contextConstructed, contextPrimitive } from "./tags.ts";

/**
 * Writes DER (X.690 section 10). Each function gives one complete value; callers nest them. Arguments come from
 * inside the program, so a wrong one is a bug and throws.
 */

/** Octets that the length field of `contentsLength` octets takes: 1 to 5. */
export const lengthOfLength = (contentsLength: number): number =>
  contentsLength < 0x80
    ? 1
    : contentsLength < 0x100
      ? 2
      : contentsLength < 0x1_0000
        ? 3
        : contentsLength < 0x100_0000
          ? 4
          : 5;

/** Octets of a whole value: identifier, length, contents. Contents up to 4 GiB. */
export const lengthOfValue = (contentsLength: number): number =>
  1 + lengthOfLength(contentsLength) + contentsLength;

/** Writes identifier and length into `target`, and returns the position of the contents. */
export const writeHeader = (
  target: Buffer,
  position: number,
  tag: number,
  contentsLength: number,
): number => {
  target[position] = tag;
  const octets = lengthOfLength(contentsLength);
  if (octets === 1) {
    target[position + 1] = contentsLength;
    return position + 2;
  }
  target[position + 1] = 0x80 | (octets - 1);
  target.writeUIntBE(contentsLength, position + 2, octets - 1);
  return position + 1 + octets;
};

/** A value of `tag` whose contents are `parts`, one after the other. */
export const value = (tag: number, parts: readonly Uint8Array[]): Buffer => {
  let contentsLength = 0;
  for (const part of parts) contentsLength += part.length;
  const target = Buffer.allocUnsafe(lengthOfValue(contentsLength));
  let position = writeHeader(target, 0, tag, contentsLength);
  for (const part of parts) {
    target.set(part, position);
    position += part.length;
  }
  return target;
};

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(TAG.sequence, parts);

/** SET OF: its members in ascending order of their encodings (X.690 section 11.6). */
export const setOf = (...members: readonly Uint8Array[]): Buffer =>
  value(
    TAG.set,
    members.length < 2 ? members : [...members].sort((left, right) => Buffer.compare(left, right)),
  );

/** `[number] EXPLICIT`. */
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  value(contextConstructed(number), parts);

/** `[number] IMPLICIT` of a primitive type. */
export const implicit = (number: number, contents: Uint8Array): Buffer =>
  value(contextPrimitive(number), [contents]);

export const octetString = (...parts: readonly Uint8Array[]): Buffer => value(TAG.octetString, parts);

const NO_UNUSED_BITS = Buffer.of(0);

/** BIT STRING of whole octets. */
export const bitString = (...parts: readonly Uint8Array[]): Buffer =>
  value(TAG.bitString, [NO_UNUSED_BITS, ...parts]);

/** BIT STRING of named bits: no trailing zero bits (X.690 section 11.2.2). Bit numbers 0 to 15. */
export const namedBits = (bits: readonly number[]): Buffer => {
  invariant(
    bits.every((bit) => Number.isInteger(bit) && bit >= 0 && bit < 16),
    "named bits are 0 to 15",
  );
  if (bits.length === 0) return value(TAG.bitString, [NO_UNUSED_BITS]);
  const last = Math.max(...bits);
  const contents = Buffer.alloc(2 + (last >> 3));
  contents[0] = 7 - (last & 7);
  for (const bit of bits) contents[1 + (bit >> 3)] = (contents[1 + (bit >> 3)] ?? 0) | (0x80 >> (bit & 7));
  return value(TAG.bitString, [contents]);
};

const TRUE = value(TAG.boolean, [Buffer.of(0xff)]);
const FALSE = value(TAG.boolean, [Buffer.of(0)]);
export const boolean = (truth: boolean): Buffer => (truth ? TRUE : FALSE);

/** NULL. */
export const NULL_VALUE = value(TAG.null, []);

const ZERO = Buffer.of(0);

/** INTEGER of an unsigned big-endian number: leading zeros removed, one added where the top bit is set. */
export const unsignedInteger = (magnitude: Uint8Array): Buffer => {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1;
  const digits = magnitude.subarray(start);
  if (digits.length === 0) return value(TAG.integer, [ZERO]);
  return (digits[0] ?? 0) >= 0x80 ? value(TAG.integer, [ZERO, digits]) : value(TAG.integer, [digits]);
};

/** INTEGER of a number that is not negative. */
export const integer = (number: number | bigint): Buffer => {
  invariant(number >= 0, "only unsigned integers are written");
  const digits = number.toString(16);
  return unsignedInteger(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex"));
};

/** ENUMERATED, 0 to 127. */
export const enumerated = (number: number): Buffer => {
  invariant(Number.isInteger(number) && number >= 0 && number < 128, "enumerated values are 0 to 127");
  return value(TAG.enumerated, [Buffer.of(number)]);
};

export const utf8String = (text: string): Buffer => value(TAG.utf8String, [Buffer.from(text, "utf8")]);

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Whether every character is one of PrintableString (X.680 section 41.4). */
export const isPrintable = (text: string): boolean => PRINTABLE.test(text);

export const printableString = (text: string): Buffer => {
  invariant(isPrintable(text), "PrintableString takes letters, digits and '()+,-./:=? and space only");
  return value(TAG.printableString, [Buffer.from(text, "latin1")]);
};

/** Octets of an IA5String, without header: for `[number] IMPLICIT IA5String`. */
export const ia5Contents = (text: string): Buffer => {
  // oxlint-disable-next-line no-control-regex -- IA5String is ASCII with its control characters
  invariant(/^[\x00-\x7f]*$/.test(text), "IA5String takes ASCII only");
  return Buffer.from(text, "latin1");
};

export const ia5String = (text: string): Buffer => value(TAG.ia5String, [ia5Contents(text)]);
