import type { Result } from "#shared/result.ts";
import { checkBitString } from "../der/canonical.ts";
import { DerError } from "../der/error.ts";
import { readDer, type DerReader } from "../der/reader.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { readName } from "../name.ts";
import { readPublicKeyInfo } from "../public-key.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";
import { readAlgorithmIdentifier, readSigned } from "../signed.ts";
import type { Certificate, TbsCertificate } from "./certificate.ts";
import { readExtensionValues, readExtensions, repeatedExtensions } from "./extension-values.ts";
import { serialFault, serialTextOf } from "./serial.ts";

export type { Certificate, TbsCertificate } from "./certificate.ts";

/** Largest certificate that is read, in octets. */
export const MAX_CERTIFICATE_BYTES = 16_384;
const LIMITS = { maxBytes: MAX_CERTIFICATE_BYTES, maxDepth: 12 };

/** `version [0] EXPLICIT Version DEFAULT v1`, as 1 to 3. */
const readVersion = (reader: DerReader): number =>
  reader.optional(contextConstructed(0), (inner) => {
    const version = inner.smallInteger(2) + 1;
    if (version === 1) throw new DerError("default version written out");
    return version;
  }) ?? 1;

const readUniqueIdentifier = (reader: DerReader, number: number): boolean => {
  if (reader.nextTag !== contextPrimitive(number)) return false;
  checkBitString(reader.primitive(contextPrimitive(number)));
  return true;
};

const readTbsFields = (reader: DerReader): Omit<TbsCertificate, "tbs"> =>
  reader.sequence((fields) => {
    const version = readVersion(fields);
    const serialContents = fields.integerContents();
    const innerSignatureIdentifier = readAlgorithmIdentifier(fields);
    const issuer = readName(fields);
    const validity = fields.recorded((outer) =>
      outer.sequence((times) => ({ notBefore: times.time(), notAfter: times.time() })),
    );
    const subject = readName(fields);
    const publicKeyInfo = readPublicKeyInfo(fields);
    const hasIssuerId = readUniqueIdentifier(fields, 1);
    const hasSubjectId = readUniqueIdentifier(fields, 2);
    const extensions = fields.optional(contextConstructed(3), readExtensions) ?? [];
    return {
      version,
      serial: serialTextOf(serialContents),
      serialContents,
      innerSignatureIdentifier,
      issuer: issuer.value,
      issuerDer: issuer.encoded,
      notBefore: validity.value.notBefore,
      notAfter: validity.value.notAfter,
      validityDer: validity.encoded,
      subject: subject.value,
      subjectDer: subject.encoded,
      publicKeyInfo,
      hasUniqueIdentifiers: hasIssuerId || hasSubjectId,
      extensions: readExtensionValues(extensions),
    };
  });

const readTbs = (reader: DerReader): TbsCertificate => {
  const { encoded, value } = reader.recorded(readTbsFields);
  return { ...value, tbs: encoded };
};

/** Reads TBSCertificate, repeated extensions allowed: for the lints, which name what is wrong. */
export const readTbsCertificate = (tbs: Buffer): Result<TbsCertificate, string> =>
  readDer(tbs, LIMITS, readTbs);

/** Reads Certificate, repeated extensions allowed: for the lints. */
export const readCertificate = (der: Buffer): Result<Certificate, string> =>
  readDer(der, LIMITS, (reader) => readSigned(reader, der, readTbs));

/**
 * Reads a certificate of anybody (RFC 5280 section 4.1): strict DER, up to {@link MAX_CERTIFICATE_BYTES}, both
 * algorithm identifiers the same, no extension twice. Says nothing about whether it is to be trusted.
 */
export const parseCertificate = (
  der: Buffer,
): Result<Certificate, PkiRefusal<"CERTIFICATE_MALFORMED" | "CERTIFICATE_TOO_LARGE">> => {
  if (der.length > MAX_CERTIFICATE_BYTES) {
    return pkiRefused("CERTIFICATE_TOO_LARGE", `more than ${MAX_CERTIFICATE_BYTES} octets`);
  }
  const read = readCertificate(der);
  if (!read.ok) return pkiRefused("CERTIFICATE_MALFORMED", read.refusal);
  const certificate = read.value;
  if (!certificate.innerSignatureIdentifier.equals(certificate.outerSignatureIdentifier)) {
    return pkiRefused("CERTIFICATE_MALFORMED", "signature algorithm differs inside and outside");
  }
  const fault = serialFault(certificate.serialContents);
  if (fault !== undefined) return pkiRefused("CERTIFICATE_MALFORMED", fault);
  const [repeated] = repeatedExtensions(certificate.extensions.all);
  if (repeated !== undefined) return pkiRefused("CERTIFICATE_MALFORMED", `extension ${repeated} twice`);
  if (certificate.version !== 3 && certificate.extensions.all.length > 0) {
    return pkiRefused("CERTIFICATE_MALFORMED", "extensions in a certificate before version 3");
  }
  return read;
};
