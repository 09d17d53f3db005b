import { createHmac } from "node:crypto";

/** Hash functions of one-time passwords; RFC 4226 knows SHA-1 only, RFC 6238 section 1.2 adds the others. */
export type OathAlgorithm = "SHA-1" | "SHA-256" | "SHA-512";

/** How values are computed. */
export interface OathParameters {
  readonly algorithm: OathAlgorithm;
  /** 6 to 8. */
  readonly digits: number;
}

/** Their names in `node:crypto`. */
export const HASHES: Readonly<Record<OathAlgorithm, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-512": "sha512",
};

/** RFC 4226 section 5.3, step 2: 31 bits from where the last four bits point. */
export const truncate = (mac: Buffer): number => {
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return mac.readUInt32BE(offset) & 0x7fff_ffff;
};

/**
 * A value of HOTP (RFC 4226 section 5), decimal digits with leading zeros.
 *
 * @param counter 0 to 2⁵³ − 1
 */
export const hotp = (seed: Buffer, counter: number, { algorithm, digits }: OathParameters): string => {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(HASHES[algorithm], seed).update(moving).digest();
  return String(truncate(mac) % 10 ** digits).padStart(digits, "0");
};
