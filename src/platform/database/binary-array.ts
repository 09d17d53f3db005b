/**
 * One-dimensional arrays in PostgreSQL's binary format (`array_send` in its sources), as parameters for `unnest`: a
 * Buffer goes to the server as it is. The text format would double every `bytea` and quote every text.
 */

const OID = { bytea: 17, integer: 23, text: 25, timestamptz: 1184 } as const;
/** Dimensions, whether there are nulls, type of the elements; length and lower bound of the one dimension. */
const HEADER_BYTES = 20;
/** 2000-01-01, from which PostgreSQL counts, in milliseconds since 1970. */
const EPOCH_MILLISECONDS = 946_684_800_000;

/** An array whose elements take `bytes` octets with their lengths; `put` writes them. */
const arrayOf = (
  oid: number,
  count: number,
  hasNull: boolean,
  bytes: number,
  put: (array: Buffer, at: number) => void,
): Buffer => {
  const array = Buffer.allocUnsafe(HEADER_BYTES + bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(hasNull ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(count, 12);
  array.writeInt32BE(1, 16);
  put(array, HEADER_BYTES);
  return array;
};

/** `text[]`; undefined becomes null. */
export const textArray = (texts: readonly (string | undefined)[]): Buffer => {
  let bytes = 0;
  let hasNull = false;
  for (const text of texts) {
    bytes += 4 + (text === undefined ? 0 : Buffer.byteLength(text));
    hasNull ||= text === undefined;
  }
  return arrayOf(OID.text, texts.length, hasNull, bytes, (array, start) => {
    let at = start;
    for (const text of texts) {
      const length = text === undefined ? -1 : array.write(text, at + 4);
      array.writeInt32BE(length, at);
      at += 4 + Math.max(length, 0);
    }
  });
};

/** `bytea[]`. */
export const byteaArray = (values: readonly Buffer[]): Buffer => {
  const bytes = values.reduce((sum, value) => sum + 4 + value.length, 0);
  return arrayOf(OID.bytea, values.length, false, bytes, (array, start) => {
    let at = start;
    for (const value of values) {
      array.writeInt32BE(value.length, at);
      array.set(value, at + 4);
      at += 4 + value.length;
    }
  });
};

/** `integer[]`. */
export const integerArray = (values: readonly number[]): Buffer =>
  arrayOf(OID.integer, values.length, false, values.length * 8, (array, start) => {
    for (const [index, value] of values.entries()) {
      array.writeInt32BE(4, start + index * 8);
      array.writeInt32BE(value, start + index * 8 + 4);
    }
  });

/** `timestamptz[]`, to the millisecond, as single parameters are written (`toDate`). */
export const timestampArray = (instants: readonly Temporal.Instant[]): Buffer =>
  arrayOf(OID.timestamptz, instants.length, false, instants.length * 12, (array, start) => {
    for (const [index, instant] of instants.entries()) {
      const microseconds = (instant.epochMilliseconds - EPOCH_MILLISECONDS) * 1000;
      array.writeInt32BE(8, start + index * 12);
      array.writeBigInt64BE(BigInt(microseconds), start + index * 12 + 4);
    }
  });
