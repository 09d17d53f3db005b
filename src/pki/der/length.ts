import { DerError } from "./error.ts";

/**
 * Reads the length octets at `position` and returns where the contents start and end. Only the definite form in as
 * few octets as possible, up to four, is taken (X.690 section 10.1); the contents must lie before `limit`.
 */
export const readLength = (
  bytes: Buffer,
  position: number,
  limit: number,
): { readonly start: number; readonly end: number } => {
  if (position >= limit) throw new DerError("cut off before a length");
  const first = bytes[position] ?? 0;
  let start = position + 1;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0) throw new DerError("indefinite length");
    if (octets > 4) throw new DerError("length of more than four octets");
    if (start + octets > limit) throw new DerError("cut off within a length");
    length = bytes.readUIntBE(start, octets);
    if (length < 0x80 || length < 2 ** (8 * (octets - 1)))
      throw new DerError("length in more octets than needed");
    start += octets;
  }
  if (length > limit - start) throw new DerError("length beyond the end");
  return { start, end: start + length };
};
