import { refused } from "#shared/result.ts";

/** Why a PKCS#10 request or the key in it is not accepted. Stable; the customer's words are in the domain. */
export type CertificationRequestRefusalCode =
  | "CSR_MALFORMED" // not a PKCS#10 request in canonical DER
  | "CSR_TOO_LARGE" // more than MAX_CERTIFICATION_REQUEST_BYTES
  | "CSR_SIGNATURE_INVALID" // no proof that whoever asks has the private key
  | "SIGNATURE_ALGORITHM_NOT_ALLOWED" // e.g. SHA-1, RSASSA-PSS
  | "KEY_TYPE_NOT_ALLOWED" // another kind, curve or size than the policy lists
  | "KEY_TOO_SHORT" // an RSA key shorter than the shortest allowed
  | "KEY_INVALID" // not a public key at all: point off the curve, infinity, even modulus
  | "KEY_WEAK"; // its private key can be computed: small factors, close primes, ROCA, bad exponent

/** Why other bytes could not be read. Never caused by a customer's own input, except at the certificate gate. */
export type ObjectRefusalCode =
  | "CERTIFICATE_MALFORMED"
  | "CERTIFICATE_TOO_LARGE"
  | "CRL_MALFORMED"
  | "CRL_TOO_LARGE"
  | "OCSP_REQUEST_MALFORMED"
  | "OCSP_REQUEST_TOO_LARGE"
  | "OCSP_RESPONSE_MALFORMED"
  | "PUBLIC_KEY_MALFORMED";

/** Every code with which this room refuses. */
export type PkiRefusalCode = CertificationRequestRefusalCode | ObjectRefusalCode;

/** An expected "no" of this room. The detail is English, for staff and logs. */
export interface PkiRefusal<Code extends PkiRefusalCode = PkiRefusalCode> {
  readonly code: Code;
  readonly detail: string;
}

/** A refused result with a code of this room. */
export const pkiRefused = <Code extends PkiRefusalCode>(
  code: Code,
  detail: string,
): { readonly ok: false; readonly refusal: PkiRefusal<Code> } => refused({ code, detail });
