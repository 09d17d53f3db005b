import { accepted, refused, type Result } from "#shared/result.ts";
import { DerError } from "./error.ts";
import { decodeObjectIdentifier } from "./object-identifier.ts";
import { checkCanonical, checkInteger, checkTag } from "./canonical.ts";
import { readLength } from "./length.ts";
import { TAG } from "./tags.ts";
import { decodeTime } from "./time.ts";

/** One value as it was met. */
export interface DerElement {
  readonly tag: number;
  /** Identifier, length and contents. */
  readonly encoded: Buffer;
  readonly contents: Buffer;
}

/** What a reader takes at most; whatever is larger or deeper is refused before it is read. */
export interface DerLimits {
  readonly maxBytes: number;
  /** Nested values, the outermost counted. */
  readonly maxDepth: number;
}

/**
 * Reads strict DER from front to back: definite minimal lengths, low tag numbers, minimal integers, nothing left over.
 * All methods throw {@link DerError}; enter through {@link readDer}. Buffers given back are views, not copies.
 */
export class DerReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #depthLeft: number;
  #position: number;

  constructor(bytes: Buffer, start: number, end: number, depthLeft: number) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#depthLeft = depthLeft;
  }

  /** Whether everything has been read. */
  get isAtEnd(): boolean {
    return this.#position >= this.#end;
  }

  /** Tag of the next value; undefined at the end. */
  get nextTag(): number | undefined {
    return this.#position < this.#end ? this.#bytes[this.#position] : undefined;
  }

  /** Steps over the next value, which must have `tag`, and returns where its contents are. */
  #step(tag: number): { readonly start: number; readonly end: number } {
    const found = this.nextTag;
    if (found !== tag) {
      const what = found === undefined ? "the end" : `tag 0x${found.toString(16)}`;
      throw new DerError(`tag 0x${tag.toString(16)} expected, ${what} found`);
    }
    const { start, end } = readLength(this.#bytes, this.#position + 1, this.#end);
    this.#position = end;
    return { start, end };
  }

  /** The contents of a constructed value, which `read` must use up. */
  constructed<Value>(tag: number, read: (inner: DerReader) => Value): Value {
    if (this.#depthLeft <= 1) throw new DerError("nested too deeply");
    const { start, end } = this.#step(tag);
    const inner = new DerReader(this.#bytes, start, end, this.#depthLeft - 1);
    const result = read(inner);
    inner.finish();
    return result;
  }

  sequence<Value>(read: (inner: DerReader) => Value): Value {
    return this.constructed(TAG.sequence, read);
  }

  /** Members of a SEQUENCE OF: `least` to `most`. */
  sequenceOf<Value>(least: number, most: number, read: (inner: DerReader) => Value): Value[] {
    return this.constructed(TAG.sequence, (inner) => inner.members(least, most, read));
  }

  /** All values up to the end, `least` to `most` of them. */
  members<Value>(least: number, most: number, read: (inner: DerReader) => Value): Value[] {
    const found: Value[] = [];
    while (!this.isAtEnd) {
      if (found.length === most) throw new DerError(`more than ${most} members`);
      found.push(read(this));
    }
    if (found.length < least) throw new DerError(`fewer than ${least} members`);
    return found;
  }

  /** Members of a SET OF, `least` to `most`: in ascending order of their encodings (X.690 section 11.6). */
  setOf<Value>(least: number, most: number, read: (inner: DerReader) => Value): Value[] {
    let previous: Buffer | undefined;
    return this.constructed(TAG.set, (inner) =>
      inner.members(least, most, (members) => {
        const { encoded, value } = members.recorded(read);
        if (previous !== undefined && Buffer.compare(previous, encoded) > 0) {
          throw new DerError("set whose members are not in order");
        }
        previous = encoded;
        return value;
      }),
    );
  }

  /** A constructed value if it is next. */
  optional<Value>(tag: number, read: (inner: DerReader) => Value): Value | undefined {
    return this.nextTag === tag ? this.constructed(tag, read) : undefined;
  }

  /** Contents octets of a primitive value of any type: only its length is checked. */
  primitive(tag: number): Buffer {
    const { start, end } = this.#step(tag);
    return this.#bytes.subarray(start, end);
  }

  /** The next value whatever it is, checked to be canonical as far down as its tags tell. */
  any(): DerElement {
    const start = this.#position;
    const tag = this.nextTag;
    if (tag === undefined) throw new DerError("a value expected, the end found");
    checkTag(tag);
    const { start: contentsStart, end } = this.#step(tag);
    checkCanonical(this.#bytes, start, end, this.#depthLeft);
    return {
      tag,
      encoded: this.#bytes.subarray(start, end),
      contents: this.#bytes.subarray(contentsStart, end),
    };
  }

  /** Runs `read` and gives the octets it has used along with its result. */
  recorded<Value>(read: (reader: DerReader) => Value): { readonly encoded: Buffer; readonly value: Value } {
    const start = this.#position;
    const result = read(this);
    return { encoded: this.#bytes.subarray(start, this.#position), value: result };
  }

  boolean(): boolean {
    const contents = this.primitive(TAG.boolean);
    if (contents.length !== 1) throw new DerError("boolean of another length than one octet");
    if (contents[0] === 0xff) return true;
    if (contents[0] === 0) return false;
    throw new DerError("boolean other than 00 and FF");
  }

  /** `BOOLEAN DEFAULT FALSE`: FALSE must be left out (X.690 section 11.5). */
  defaultFalse(tag: number = TAG.boolean): boolean {
    if (this.nextTag !== tag) return false;
    const contents = this.primitive(tag);
    if (contents.length !== 1 || contents[0] !== 0xff)
      throw new DerError("boolean other than TRUE written out");
    return true;
  }

  /** INTEGER contents, minimal, of either sign. */
  integerContents(tag: number = TAG.integer): Buffer {
    const contents = this.primitive(tag);
    checkInteger(contents);
    return contents;
  }

  /** INTEGER that is not negative, of up to `maxBytes` octets without its sign octet. */
  unsigned(maxBytes: number): Buffer {
    const contents = this.integerContents();
    if ((contents[0] ?? 0) >= 0x80) throw new DerError("negative integer");
    const magnitude = contents[0] === 0 && contents.length > 1 ? contents.subarray(1) : contents;
    if (magnitude.length > maxBytes) throw new DerError(`integer of more than ${maxBytes} octets`);
    return magnitude;
  }

  /** INTEGER from 0 to `most` (at most 2^48 - 1). */
  smallInteger(most: number, tag: number = TAG.integer): number {
    const contents = this.integerContents(tag);
    if ((contents[0] ?? 0) >= 0x80 || contents.length > 6) throw new DerError(`integer outside 0 to ${most}`);
    const number = contents.readUIntBE(0, contents.length);
    if (number > most) throw new DerError(`integer outside 0 to ${most}`);
    return number;
  }

  /** BIT STRING of whole octets. */
  bitString(): Buffer {
    const contents = this.primitive(TAG.bitString);
    if (contents.length === 0 || contents[0] !== 0)
      throw new DerError("bit string that is not of whole octets");
    return contents.subarray(1);
  }

  octetString(tag: number = TAG.octetString): Buffer {
    return this.primitive(tag);
  }

  null(): void {
    if (this.primitive(TAG.null).length !== 0) throw new DerError("null with contents");
  }

  objectIdentifier(): string {
    return decodeObjectIdentifier(this.primitive(TAG.objectIdentifier));
  }

  /** GeneralizedTime. */
  generalizedTime(): Temporal.Instant {
    return decodeTime(TAG.generalizedTime, this.primitive(TAG.generalizedTime));
  }

  /** UTCTime or GeneralizedTime, each for its own years (RFC 5280 section 4.1.2.5 is a lint, not enforced here). */
  time(): Temporal.Instant {
    const tag = this.nextTag === TAG.utcTime ? TAG.utcTime : TAG.generalizedTime;
    return decodeTime(tag, this.primitive(tag));
  }

  /** Throws if anything is left. */
  finish(): void {
    if (!this.isAtEnd) throw new DerError("octets left over");
  }
}

/** Depth that contents of an OCTET STRING or BIT STRING may have, when they are DER again. */
const NESTED_DEPTH = 16;

/** Reads octets taken from a string as DER of their own; all must be used. Throws {@link DerError}. */
export const readNested = <Value>(contents: Buffer, read: (reader: DerReader) => Value): Value => {
  const reader = new DerReader(contents, 0, contents.length, NESTED_DEPTH);
  const result = read(reader);
  reader.finish();
  return result;
};

/**
 * Reads `bytes` with `read`, which must use all of them. Refuses with a sentence saying what is wrong.
 * Never throws for any bytes, and takes time linear in their number.
 */
export const readDer = <Value>(
  bytes: Buffer,
  limits: DerLimits,
  read: (reader: DerReader) => Value,
): Result<Value, string> => {
  if (bytes.length > limits.maxBytes) return refused(`more than ${limits.maxBytes} octets`);
  const reader = new DerReader(bytes, 0, bytes.length, limits.maxDepth);
  try {
    const result = read(reader);
    reader.finish();
    return accepted(result);
  } catch (error) {
    if (error instanceof DerError) return refused(error.message);
    throw error;
  }
};
