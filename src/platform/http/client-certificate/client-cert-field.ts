import { refused, accepted, type Result } from "#shared/result.ts";

/** Longest certificate taken from a proxy, in bytes of DER; a client certificate has about one thousand. */
const MAX_CERTIFICATE_BYTES = 8 * 1024;

/** A Structured Fields byte sequence (RFC 9651 section 3.3.5), as RFC 9440 section 2.1 writes the certificate. */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]*={0,2}):$/;

const SEQUENCE_TAG = 0x30;

/**
 * The certificate in the values of a request's `Client-Cert` fields (RFC 9440 section 2.2): exactly one value, nothing
 * but a byte sequence in canonical base64, of the size of a certificate. The refusal says what is wrong with it.
 */
export const parseClientCert = (values: readonly string[]): Result<Buffer, string> => {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) return refused(`the field was sent ${values.length} times`);
  const base64 = BYTE_SEQUENCE.exec(value.trim())?.[1];
  if (base64 === undefined) return refused("the field is not a byte sequence");
  if (base64.length > MAX_CERTIFICATE_BYTES * 2) return refused("the field is too long");
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) return refused("the base64 is not canonical");
  if (bytes.length > MAX_CERTIFICATE_BYTES) return refused("the certificate is too long");
  return bytes[0] === SEQUENCE_TAG ? accepted(bytes) : refused("the bytes are no certificate");
};
