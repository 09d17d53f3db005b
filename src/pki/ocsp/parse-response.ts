import type { Result } from "#shared/result.ts";
import { signatureAlgorithmOf, type SignatureAlgorithmName } from "../algorithms.ts";
import type { Extension } from "../certificate/certificate.ts";
import { readExtensions } from "../certificate/extension-values.ts";
import { readAlgorithmIdentifier } from "../signed.ts";
import { revocationReasonOf } from "../crl/reason.ts";
import { DerError } from "../der/error.ts";
import { readDer, readNested, type DerReader } from "../der/reader.ts";
import { TAG, contextConstructed, contextPrimitive } from "../der/tags.ts";
import { decodeTime } from "../der/time.ts";
import { entriesOf } from "../entries.ts";
import { OID } from "../oids.ts";
import { pkiRefused, type PkiRefusal } from "../refusal.ts";
import { readCertId, type CertId } from "./cert-id.ts";
import { OCSP_ERROR_STATUSES, type OcspCertificateStatus, type OcspErrorStatus } from "./response.ts";

const MAX_CERTIFICATES = 10;
const MAX_RESPONSES = 100;
const LIMITS = { maxBytes: 131_072, maxDepth: 16 };

export interface ParsedSingleResponse {
  readonly certId: CertId;
  readonly status: OcspCertificateStatus;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant | undefined;
}

/** What stands in ResponseData (RFC 6960 section 4.2.1). */
export interface OcspResponseData {
  /** The octets that are signed. */
  readonly tbs: Buffer;
  /** Undefined where the responder goes by its name. */
  readonly responderKeyHash: Buffer | undefined;
  readonly producedAt: Temporal.Instant;
  readonly responses: readonly ParsedSingleResponse[];
  readonly extensions: readonly Extension[];
  readonly nonce: Buffer | undefined;
}

/** A signed answer that was read. Nothing is verified. */
export interface OcspBasicResponse extends OcspResponseData {
  readonly signatureAlgorithm: SignatureAlgorithmName | undefined;
  readonly signature: Buffer;
  /** Each a certificate, DER. */
  readonly certificates: readonly Buffer[];
}

export type OcspResponse =
  | ({ readonly kind: "successful" } & OcspBasicResponse)
  | { readonly kind: "error"; readonly status: OcspErrorStatus };

const readRevoked = (reader: DerReader): OcspCertificateStatus => {
  const revokedAt = reader.generalizedTime();
  const number =
    reader.optional(contextConstructed(0), (inner) => inner.smallInteger(10, TAG.enumerated)) ?? 0;
  const reason = revocationReasonOf(number);
  if (reason === undefined) throw new DerError(`reason code ${number}`);
  return { kind: "revoked", revokedAt, reason };
};

const readStatus = (reader: DerReader): OcspCertificateStatus => {
  if (reader.nextTag === contextConstructed(1)) return reader.constructed(contextConstructed(1), readRevoked);
  const isGood = reader.nextTag === contextPrimitive(0);
  if (reader.primitive(contextPrimitive(isGood ? 0 : 2)).length > 0) throw new DerError("null with contents");
  return { kind: isGood ? "good" : "unknown" };
};

/** Instants read lately: what is read here is mostly of the same second. */
const instants = new Map<string, Temporal.Instant>();
const MOST_INSTANTS = 64;

const readTime = (reader: DerReader): Temporal.Instant => {
  const contents = reader.primitive(TAG.generalizedTime);
  const text = contents.toString("latin1");
  const known = instants.get(text);
  if (known !== undefined) return known;
  const instant = decodeTime(TAG.generalizedTime, contents);
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(text, instant);
  return instant;
};

const readSingle = (reader: DerReader): ParsedSingleResponse =>
  reader.sequence((fields) => {
    const certId = readCertId(fields);
    const status = readStatus(fields);
    const thisUpdate = readTime(fields);
    const nextUpdate = fields.optional(contextConstructed(0), readTime);
    fields.optional(contextConstructed(1), readExtensions);
    return { certId, status, thisUpdate, nextUpdate };
  });

const readResponderKeyHash = (reader: DerReader): Buffer | undefined => {
  const keyHash = reader.optional(contextConstructed(2), (inner) => inner.octetString());
  if (keyHash === undefined) reader.constructed(contextConstructed(1), (inner) => inner.any());
  return keyHash;
};

const readResponseData = (reader: DerReader): OcspResponseData => {
  const { encoded, value } = reader.recorded((outer) =>
    outer.sequence((fields) => {
      const responderKeyHash = readResponderKeyHash(fields);
      const producedAt = readTime(fields);
      const responses = fields.sequenceOf(1, MAX_RESPONSES, readSingle);
      const extensions = fields.optional(contextConstructed(1), readExtensions) ?? [];
      const nonce = extensions.find(({ oid }) => oid === OID.ocspNonce);
      return {
        responderKeyHash,
        producedAt,
        responses,
        extensions,
        nonce: nonce && readNested(nonce.value, (inner) => inner.octetString()),
      };
    }),
  );
  return { tbs: encoded, ...value };
};

const readBasicResponse = (reader: DerReader): OcspBasicResponse =>
  reader.sequence((fields) => ({
    ...readResponseData(fields),
    signatureAlgorithm: signatureAlgorithmOf(readAlgorithmIdentifier(fields)),
    signature: fields.bitString(),
    certificates:
      fields.optional(contextConstructed(0), (inner) =>
        inner.sequenceOf(0, MAX_CERTIFICATES, (list) => list.any().encoded),
      ) ?? [],
  }));

const errorStatusOf = (number: number): OcspErrorStatus => {
  const found = entriesOf(OCSP_ERROR_STATUSES).find(([, status]) => status === number);
  if (found === undefined) throw new DerError(`response status ${number}`);
  return found[0];
};

/** Reads ResponseData alone: for the lints, before it is signed. */
export const readOcspResponseData = (tbs: Buffer): Result<OcspResponseData, string> =>
  readDer(tbs, LIMITS, readResponseData);

/** Reads an OCSPResponse (RFC 6960 section 4.2): strict DER, up to 128 KiB. */
export const parseOcspResponse = (
  der: Buffer,
): Result<OcspResponse, PkiRefusal<"OCSP_RESPONSE_MALFORMED">> => {
  const read = readDer(der, LIMITS, (reader) =>
    reader.sequence((fields): OcspResponse => {
      const status = fields.smallInteger(6, TAG.enumerated);
      if (status !== 0) return { kind: "error", status: errorStatusOf(status) };
      const basic = fields.constructed(contextConstructed(0), (inner) =>
        inner.sequence((bytes) => {
          if (bytes.objectIdentifier() !== OID.ocspBasic)
            throw new DerError("response of another kind than basic");
          return readNested(bytes.octetString(), readBasicResponse);
        }),
      );
      return { kind: "successful", ...basic };
    }),
  );
  return read.ok ? read : pkiRefused("OCSP_RESPONSE_MALFORMED", read.refusal);
};
