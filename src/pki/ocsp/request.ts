import { accepted, type Result } from "#shared/result.ts";
import type { Extension } from "../certificate/certificate.ts";
import { readExtensions, repeatedExtensions } from "../certificate/extension-values.ts";
import { extension } from "../certificate/extensions.ts";
import { readAlgorithmIdentifier } from "../signed.ts";
import { DerError } from "../der/error.ts";
import { readDer, readNested, type DerReader } from "../der/reader.ts";
import { TAG, contextConstructed } from "../der/tags.ts";
import { explicit, octetString, sequence } from "../der/writer.ts";
import { OID } from "../oids.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";
import { readCertId, type CertId } from "./cert-id.ts";

/** Largest request that is read, in octets: room for {@link MAX_CERT_IDS}, a nonce, and a signature with its chain. */
export const MAX_OCSP_REQUEST_BYTES = 16_384;
/** Most certificates asked about in one request. */
export const MAX_CERT_IDS = 20;
/** RFC 9654 section 2.1. */
export const MAX_NONCE_BYTES = 128;
const LIMITS = { maxBytes: MAX_OCSP_REQUEST_BYTES, maxDepth: 14 };

/** An OCSP request that was read. A signature on it is not verified: everybody may ask. */
export interface OcspRequest {
  readonly certIds: readonly CertId[];
  /** To be echoed; 1 to 128 octets. */
  readonly nonce: Buffer | undefined;
}

type RequestRefusal = PkiRefusal<"OCSP_REQUEST_MALFORMED" | "OCSP_REQUEST_TOO_LARGE">;

/** We know the nonce; others may be ignored unless they are critical (RFC 6960 section 4.4). */
const checkExtensions = (extensions: readonly Extension[]): void => {
  if (repeatedExtensions(extensions).length > 0) throw new DerError("extension twice");
  const unknown = extensions.find(({ oid, isCritical }) => isCritical && oid !== OID.ocspNonce);
  if (unknown !== undefined) throw new DerError(`critical extension ${unknown.oid}`);
};

const nonceOf = (extensions: readonly Extension[]): Buffer | undefined => {
  const found = extensions.find(({ oid }) => oid === OID.ocspNonce);
  if (found === undefined) return undefined;
  const nonce = readNested(found.value, (reader) => reader.octetString());
  if (nonce.length === 0 || nonce.length > MAX_NONCE_BYTES) {
    throw new DerError(`nonce of ${nonce.length} octets, 1 to ${MAX_NONCE_BYTES} are allowed`);
  }
  return nonce;
};

const readSingleRequest = (reader: DerReader): CertId =>
  reader.sequence((fields) => {
    const certId = readCertId(fields);
    checkExtensions(fields.optional(contextConstructed(0), readExtensions) ?? []);
    return certId;
  });

const readTbsRequest = (reader: DerReader): OcspRequest =>
  reader.sequence((fields) => {
    if (fields.nextTag === contextConstructed(0))
      throw new DerError("default version written out, or not version 1");
    fields.optional(contextConstructed(1), (requestor) => requestor.any());
    const certIds = fields.sequenceOf(1, MAX_CERT_IDS, readSingleRequest);
    const extensions = fields.optional(contextConstructed(2), readExtensions) ?? [];
    checkExtensions(extensions);
    return { certIds, nonce: nonceOf(extensions) };
  });

const skipSignature = (reader: DerReader): void => {
  reader.sequence((signature) => {
    readAlgorithmIdentifier(signature);
    signature.primitive(TAG.bitString);
    signature.optional(contextConstructed(0), (certificates) => certificates.any());
  });
};

/**
 * Reads an OCSP request (RFC 6960 section 4.1): strict DER, up to {@link MAX_CERT_IDS} certificates, nonce of 1 to
 * {@link MAX_NONCE_BYTES} octets (RFC 9654). Every refusal is answered with `malformedRequest`.
 */
export const parseOcspRequest = (der: Buffer): Result<OcspRequest, RequestRefusal> => {
  if (der.length > MAX_OCSP_REQUEST_BYTES) {
    return pkiRefused("OCSP_REQUEST_TOO_LARGE", `more than ${MAX_OCSP_REQUEST_BYTES} octets`);
  }
  const read = readDer(der, LIMITS, (reader) =>
    reader.sequence((fields) => {
      const request = readTbsRequest(fields);
      fields.optional(contextConstructed(0), skipSignature);
      return request;
    }),
  );
  return read.ok ? read : pkiRefused("OCSP_REQUEST_MALFORMED", read.refusal);
};

/** The octets of a request in the path of a GET (RFC 6960 appendix A.1): base64, possibly percent-encoded. */
export const decodeOcspPath = (path: string): Result<Buffer, RequestRefusal> => {
  if (path.length > MAX_OCSP_REQUEST_BYTES * 4) {
    return pkiRefused("OCSP_REQUEST_TOO_LARGE", `more than ${MAX_OCSP_REQUEST_BYTES * 4} characters`);
  }
  const text = path.replaceAll(/%(2f|2b|3d)/gi, (escape) => decodeURIComponent(escape));
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text)
    ? accepted(Buffer.from(text, "base64"))
    : pkiRefused("OCSP_REQUEST_MALFORMED", "the path is not base64");
};

/** The nonce extension (RFC 9654 section 2.1). */
export const nonceExtension = (nonce: Buffer): Buffer => extension(OID.ocspNonce, false, octetString(nonce));

/** An unsigned request, DER, for CertIDs from `IssuerIdentity.certId`: for self-checks and tests. */
export const buildOcspRequest = (certIds: readonly Buffer[], nonce?: Buffer): Buffer =>
  sequence(
    sequence(
      sequence(...certIds.map((certId) => sequence(certId))),
      ...(nonce === undefined ? [] : [explicit(2, sequence(nonceExtension(nonce)))]),
    ),
  );
