import { createHash } from "node:crypto";
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithmName } from "../algorithms.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../crl/reason.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { generalizedTime } from "../der/time.ts";
import { bitString, enumerated, explicit, octetString, sequence, value } from "../der/writer.ts";
import { OID } from "../oids.ts";
import { subjectPublicKeyOf } from "../public-key.ts";
import { nonceExtension } from "./request.ts";

/** Standing of one certificate (RFC 6960 section 2.2). `unknown` is for serials that the issuer never issued. */
export type OcspCertificateStatus =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly revokedAt: Temporal.Instant; readonly reason: RevocationReason }
  | { readonly kind: "unknown" };

/** One SingleResponse. */
export interface OcspSingleResponse {
  /** CertID as it was asked (`CertId.encoded`). */
  readonly certId: Buffer;
  readonly status: OcspCertificateStatus;
  /** When this was known to be right, and by when something newer will be. */
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
}

/** What a responder says, ready to be encoded. */
export interface OcspResponseFields {
  /** SHA-1 of the responder's public key: `responderKeyHash`. */
  readonly responderKeyHash: Buffer;
  readonly producedAt: Temporal.Instant;
  readonly responses: readonly OcspSingleResponse[];
  /** Echo of the request's nonce. */
  readonly nonce?: Buffer | undefined;
}

const keyHashes = new WeakMap<Buffer, Buffer>();

/** KeyHash of ResponderID byKey: SHA-1 by definition (RFC 6960 section 4.2.1). */
export const responderKeyHash = (publicKeyInfo: Buffer): Buffer => {
  const known = keyHashes.get(publicKeyInfo);
  if (known !== undefined) return known;
  const hash = createHash("sha1").update(subjectPublicKeyOf(publicKeyInfo)).digest();
  keyHashes.set(publicKeyInfo, hash);
  return hash;
};

const encodedTimes = new WeakMap<Temporal.Instant, Buffer>();

/** Answers of the same second carry the same instants. */
const encodedTime = (instant: Temporal.Instant): Buffer => {
  const known = encodedTimes.get(instant);
  if (known !== undefined) return known;
  const encoded = generalizedTime(instant);
  encodedTimes.set(instant, encoded);
  return encoded;
};

const GOOD = value(contextPrimitive(0), []);
const UNKNOWN = value(contextPrimitive(2), []);

const certStatus = (status: OcspCertificateStatus): Buffer => {
  switch (status.kind) {
    case "good":
      return GOOD;
    case "unknown":
      return UNKNOWN;
    case "revoked":
    default:
      return value(contextConstructed(1), [
        generalizedTime(status.revokedAt),
        // As in CRLs, `unspecified` is left out (RFC 5280 section 5.3.1).
        ...(status.reason === "unspecified"
          ? []
          : [explicit(0, enumerated(REVOCATION_REASONS[status.reason]))]),
      ]);
  }
};

/** The octets that the responder signs: ResponseData, DER (RFC 6960 section 4.2.1). */
export const buildOcspResponseData = (fields: OcspResponseFields): Buffer =>
  sequence(
    explicit(2, octetString(fields.responderKeyHash)),
    encodedTime(fields.producedAt),
    sequence(
      ...fields.responses.map(({ certId, status, thisUpdate, nextUpdate }) =>
        sequence(certId, certStatus(status), encodedTime(thisUpdate), explicit(0, encodedTime(nextUpdate))),
      ),
    ),
    ...(fields.nonce === undefined ? [] : [explicit(1, sequence(nonceExtension(fields.nonce)))]),
  );

const SUCCESSFUL = enumerated(0);
const BASIC = objectIdentifier(OID.ocspBasic);

/** The OCSPResponse, DER, of what was signed, the signature, and the responder's certificate(s). */
export const assembleOcspResponse = (
  responseData: Buffer,
  signatureAlgorithm: SignatureAlgorithmName,
  signature: Buffer,
  certificates: readonly Buffer[],
): Buffer =>
  sequence(
    SUCCESSFUL,
    explicit(
      0,
      sequence(
        BASIC,
        octetString(
          sequence(
            responseData,
            SIGNATURE_ALGORITHMS[signatureAlgorithm].identifier,
            bitString(signature),
            ...(certificates.length === 0 ? [] : [explicit(0, sequence(...certificates))]),
          ),
        ),
      ),
    ),
  );

/** Answers that carry no standing and no signature (RFC 6960 section 2.3). */
export const OCSP_ERROR_STATUSES = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;
export type OcspErrorStatus = keyof typeof OCSP_ERROR_STATUSES;

/** An unsigned error answer, DER: five octets. */
export const buildOcspErrorResponse = (status: OcspErrorStatus): Buffer =>
  sequence(enumerated(OCSP_ERROR_STATUSES[status]));
