import { invariant } from "#shared/invariant.ts";
import type { DerReader } from "../der/reader.ts";
import { DerError } from "../der/error.ts";
import { unsignedInteger } from "../der/writer.ts";

/** Most octets of a serial number, its sign octet counted (RFC 5280 section 4.1.2.2). */
export const MAX_SERIAL_BYTES = 20;

/**
 * INTEGER of a serial number given in hexadecimal. 128 random bits with the top bit set take 17 octets, a leading
 * zero keeps them positive.
 */
export const encodeSerial = (serial: string): Buffer => {
  invariant(
    /^(?:[0-9a-f]{2}){1,20}$/.test(serial) && !/^0+$/.test(serial),
    "serial of 1 to 20 octets, not zero",
  );
  const encoded = unsignedInteger(Buffer.from(serial, "hex"));
  invariant(encoded.length <= 2 + MAX_SERIAL_BYTES, "serial of up to 20 octets with its sign octet");
  return encoded;
};

/** Hexadecimal text of a serial's magnitude: at least 32 digits, so that one of 128 bits is the same as when drawn. */
export const serialText = (magnitude: Buffer): string => magnitude.toString("hex").padStart(32, "0");

/** Why the contents octets of a serial number are not allowed (RFC 5280 section 4.1.2.2); undefined if they are. */
export const serialFault = (contents: Buffer): string | undefined => {
  if (contents.length > MAX_SERIAL_BYTES) return "serial number of more than 20 octets";
  return (contents[0] ?? 0) >= 0x80 ? "negative serial number" : undefined;
};

/** Hexadecimal text of the contents octets of a serial number. */
export const serialTextOf = (contents: Buffer): string =>
  serialText(contents[0] === 0 ? contents.subarray(1) : contents);

/** Reads a serial number. One that is negative or over-long is refused. */
export const readSerial = (reader: DerReader): string => {
  const contents = reader.integerContents();
  const fault = serialFault(contents);
  if (fault !== undefined) throw new DerError(fault);
  return serialTextOf(contents);
};
