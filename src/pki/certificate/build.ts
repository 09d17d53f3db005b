import { SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "../algorithms.ts";
import { time } from "../der/time.ts";
import { bitString, explicit, integer, sequence } from "../der/writer.ts";
import { encodeSerial } from "./serial.ts";

/** What a certificate says, ready to be encoded (RFC 5280 section 4.1.2). Always version 3. */
export interface TbsCertificateFields {
  /** Lower-case hexadecimal, 1 to 20 octets, not zero. */
  readonly serial: string;
  readonly signatureAlgorithm: SignatureAlgorithmName;
  /** Name, DER: the issuer's subject octet by octet. */
  readonly issuer: Buffer;
  /** First and last second of validity; parts of a second are dropped. */
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  /** Name, DER (`encodeName`). */
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  /** Each an Extension, DER (`certificate/extensions.ts`). */
  readonly extensions: readonly Buffer[];
}

/** `version [0] EXPLICIT` with the value v3. */
export const VERSION_3 = explicit(0, integer(2));

/** The octets that the issuer signs: TBSCertificate, DER. */
export const buildTbsCertificate = (fields: TbsCertificateFields): Buffer =>
  sequence(
    VERSION_3,
    encodeSerial(fields.serial),
    SIGNATURE_ALGORITHMS[fields.signatureAlgorithm].identifier,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.publicKeyInfo,
    explicit(3, sequence(...fields.extensions)),
  );

/** The certificate, DER, of what was signed, the algorithm that it names, and the signature. */
export const assembleCertificate = (
  tbs: Buffer,
  signatureAlgorithm: SignatureAlgorithmName,
  signature: Buffer,
): Buffer => sequence(tbs, SIGNATURE_ALGORITHMS[signatureAlgorithm].identifier, bitString(signature));
