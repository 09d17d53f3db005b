import { createPublicKey, X509Certificate } from "node:crypto";

/** Serial of a certificate (DER), as 32 lower-case hexadecimal digits. */
export const serialOf = (certificate: Buffer): string =>
  new X509Certificate(certificate).serialNumber.toLowerCase().padStart(32, "0");

/** Which of the authorities issued a certificate; undefined: none of them. */
export const issuerOf = (
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined =>
  authorities.find(
    (authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
  );

/** Authorities as the enrolment API gives them: DER, base64. */
export const parseAuthorities = (authorities: readonly string[]): X509Certificate[] =>
  authorities.map((der) => new X509Certificate(Buffer.from(der, "base64")));

const readCertificate = (der: Buffer): X509Certificate | undefined => {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
};

/**
 * What is wrong with a certificate that was received for a key: it must be over that key, and from an authority that
 * the institution named. Undefined: nothing.
 */
export const whatIsWrong = (
  certificate: Buffer,
  publicKeyInfo: Buffer,
  authorities: readonly string[],
): string | undefined => {
  const parsed = readCertificate(certificate);
  if (parsed === undefined) return "what was received is no certificate";
  const key = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
  if (!parsed.publicKey.equals(key)) return "the certificate is over another key";
  return issuerOf(parsed, parseAuthorities(authorities)) === undefined
    ? "the certificate is not from an authority of the institution"
    : undefined;
};
