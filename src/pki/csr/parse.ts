import type { Result } from "#shared/result.ts";
import { signatureAlgorithmOf, type SignatureAlgorithmName } from "../algorithms.ts";
import type { Extension } from "../certificate/certificate.ts";
import { readExtensions, repeatedExtensions } from "../certificate/extension-values.ts";
import { readAlgorithmIdentifier } from "../signed.ts";
import { DerError } from "../der/error.ts";
import { readDer, readNested, type DerReader } from "../der/reader.ts";
import { contextConstructed } from "../der/tags.ts";
import { readName, type Name } from "../name.ts";
import { OID } from "../oids.ts";
import { readPublicKeyInfo } from "../public-key.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";

/** Largest request that is read, in octets. One with an RSA-4096 key takes about 1,200. */
export const MAX_CERTIFICATION_REQUEST_BYTES = 8192;
const LIMITS = { maxBytes: MAX_CERTIFICATION_REQUEST_BYTES, maxDepth: 12 };
const MAX_ATTRIBUTES = 16;
const MAX_VALUES = 16;

/** An attribute of a request, unread. */
export interface RequestAttribute {
  readonly type: string;
  /** Each a whole value, DER. */
  readonly values: readonly Buffer[];
}

/** A PKCS#10 request (RFC 2986) that was read. Nothing is verified: see `csr/check.ts`. */
export interface CertificationRequest {
  readonly der: Buffer;
  /** CertificationRequestInfo: the octets that are signed. */
  readonly tbs: Buffer;
  /** What the applicant calls itself. Never taken over into a certificate. */
  readonly subject: Name;
  readonly subjectDer: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly attributes: readonly RequestAttribute[];
  /** Contents of the extensionRequest attribute (RFC 2985 section 5.4.2); empty where there is none. */
  readonly requestedExtensions: readonly Extension[];
  /** Undefined for an algorithm that is none of ours. */
  readonly signatureAlgorithm: SignatureAlgorithmName | undefined;
  readonly signature: Buffer;
}

const readAttribute = (reader: DerReader): RequestAttribute =>
  reader.sequence((attribute) => ({
    type: attribute.objectIdentifier(),
    values: attribute.setOf(1, MAX_VALUES, (values) => values.any().encoded),
  }));

const extensionsOf = (attributes: readonly RequestAttribute[]): Extension[] => {
  const requests = attributes.filter(({ type }) => type === OID.extensionRequest);
  if (requests.length > 1) throw new DerError("extensionRequest twice");
  const [value, ...others] = requests[0]?.values ?? [];
  if (others.length > 0) throw new DerError("extensionRequest with several values");
  if (value === undefined) return [];
  const extensions = readNested(value, readExtensions);
  if (repeatedExtensions(extensions).length > 0) throw new DerError("extension requested twice");
  return extensions;
};

const readInfo = (
  reader: DerReader,
): Omit<CertificationRequest, "der" | "tbs" | "signatureAlgorithm" | "signature"> =>
  reader.sequence((info) => {
    info.smallInteger(0);
    const subject = readName(info);
    const publicKeyInfo = readPublicKeyInfo(info);
    // The attributes are not OPTIONAL, but some programs leave an empty set out.
    const attributes =
      info.optional(contextConstructed(0), (inner) => inner.members(0, MAX_ATTRIBUTES, readAttribute)) ?? [];
    return {
      subject: subject.value,
      subjectDer: subject.encoded,
      publicKeyInfo,
      attributes,
      requestedExtensions: extensionsOf(attributes),
    };
  });

/** Reads a request of anybody: strict DER, up to {@link MAX_CERTIFICATION_REQUEST_BYTES}, time linear in its size. */
export const parseCertificationRequest = (
  der: Buffer,
): Result<CertificationRequest, PkiRefusal<"CSR_MALFORMED" | "CSR_TOO_LARGE">> => {
  if (der.length > MAX_CERTIFICATION_REQUEST_BYTES) {
    return pkiRefused("CSR_TOO_LARGE", `more than ${MAX_CERTIFICATION_REQUEST_BYTES} octets`);
  }
  const read = readDer(der, LIMITS, (reader) =>
    reader.sequence((fields) => {
      const { encoded: tbs, value: info } = fields.recorded(readInfo);
      const signatureAlgorithm = signatureAlgorithmOf(readAlgorithmIdentifier(fields));
      return { der, tbs, ...info, signatureAlgorithm, signature: fields.bitString() };
    }),
  );
  return read.ok ? read : pkiRefused("CSR_MALFORMED", read.refusal);
};
