/** A small writer of DER (X.690): as much of it as a request and a PKCS#12 file need. Everything is octets. */

export type Octets = Uint8Array<ArrayBuffer>;

export const octets = (...values: readonly number[]): Octets => Uint8Array.from(values);

export const concat = (...parts: readonly Uint8Array[]): Octets => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** Big-endian, as short as it gets; one octet for 0. */
const bigEndian = (value: number): number[] => {
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length === 0; rest = Math.floor(rest / 256)) {
    digits.unshift(rest % 256);
  }
  return digits;
};

const lengthOf = (length: number): number[] => {
  if (length < 0x80) return [length];
  const digits = bigEndian(length);
  return [0x80 | digits.length, ...digits];
};

/** Any value: its tag in one octet, its length, its contents. */
export const tagged = (tag: number, ...contents: readonly Uint8Array[]): Octets => {
  const content = concat(...contents);
  return concat(octets(tag, ...lengthOf(content.length)), content);
};

export const sequence = (...members: readonly Uint8Array[]): Octets => tagged(0x30, ...members);

const isBefore = (one: Uint8Array, other: Uint8Array): boolean => {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return one.length < other.length;
};

/** SET OF: members in the order of their octets (X.690 section 11.6). */
export const setOf = (...members: readonly Uint8Array[]): Octets =>
  tagged(0x31, ...members.toSorted((one, other) => (isBefore(one, other) ? -1 : 1)));

/** `[number]` EXPLICIT, or IMPLICIT of something constructed. */
export const context = (number: number, ...contents: readonly Uint8Array[]): Octets =>
  tagged(0xa0 | number, ...contents);

export const octetString = (content: Uint8Array): Octets => tagged(0x04, content);

/** BIT STRING of whole octets. */
export const bitString = (content: Uint8Array): Octets => tagged(0x03, octets(0), content);

export const nothing = octets(0x05, 0x00);

/** A whole number, not negative, up to 2^53. */
export const integer = (value: number): Octets => unsignedInteger(octets(...bigEndian(value)));

/** A whole number, not negative, given as octets with the most significant first. */
export const unsignedInteger = (value: Uint8Array): Octets => {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const digits = value.subarray(start);
  return tagged(0x02, ...((digits[0] ?? 0) >= 0x80 ? [octets(0)] : []), digits);
};

const base128 = (value: number): number[] => {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) | 0x80);
  }
  return digits;
};

/** OBJECT IDENTIFIER, written with dots. */
export const objectIdentifier = (dotted: string): Octets => {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  return tagged(0x06, octets(...[first * 40 + second, ...others].flatMap(base128)));
};

/** AlgorithmIdentifier; without parameters where the algorithm has none, which is not the same as NULL. */
export const algorithm = (identifier: string, ...parameters: readonly Uint8Array[]): Octets =>
  sequence(objectIdentifier(identifier), ...parameters);

/** UTF-16, big-endian: BMPString's contents (and those of PKCS#12 passphrases, with a zero at the end). */
export const utf16 = (text: string): Octets =>
  Uint8Array.from(
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) => [
      unit >> 8,
      unit & 0xff,
    ]),
  );

export const bmpString = (text: string): Octets => tagged(0x1e, utf16(text));
