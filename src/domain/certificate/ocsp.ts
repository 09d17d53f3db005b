import { lintOcspResponse } from "#pki/lints/lints.ts";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { issuerIdentity, type CertId, type IssuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspRequest, type OcspRequest } from "#pki/ocsp/request.ts";
import {
  assembleOcspResponse,
  buildOcspErrorResponse,
  buildOcspResponseData,
  responderKeyHash,
  type OcspCertificateStatus,
} from "#pki/ocsp/response.ts";
import { invariant, unreachable } from "#shared/invariant.ts";
import type { CertificateAuthority, Issuer, OcspResponder } from "../certificate-authority/authority.ts";
import { currentResponder } from "../certificate-authority/responder.ts";
import type { DomainContext } from "../context.ts";
import { selectStatuses, type StatusRow } from "./ocsp.store.ts";

/** How long an answer may be relied on by whoever keeps it. Whoever asks again learns of a revocation at once. */
const ANSWER_MINUTES = 10;

/** An answer, DER. An answer with a nonce is for one question only and must not be kept. */
export interface OcspAnswer {
  readonly response: Buffer;
  readonly kind: "answer" | "answerWithNonce" | "malformedRequest" | "unauthorized";
}

interface KnownResponder {
  readonly keyHash: Buffer;
  readonly certificate: Certificate;
}

const identities = new WeakMap<Issuer, IssuerIdentity>();
const responders = new WeakMap<OcspResponder, KnownResponder>();

const identityOf = (issuer: Issuer): IssuerIdentity => {
  const { subjectDer: name, publicKeyInfo } = issuer.certificate;
  const identity = identities.get(issuer) ?? issuerIdentity({ name, publicKeyInfo });
  identities.set(issuer, identity);
  return identity;
};

const knownResponder = (responder: OcspResponder): KnownResponder => {
  const known = responders.get(responder);
  if (known !== undefined) return known;
  const parsed = parseCertificate(responder.der);
  invariant(parsed.ok, "a loaded responder has a readable certificate");
  const certificate = parsed.value;
  const made = { keyHash: responderKeyHash(certificate.publicKeyInfo), certificate };
  responders.set(responder, made);
  return made;
};

const issuerNamedBy = (authority: CertificateAuthority, certId: CertId): Issuer | undefined =>
  authority.issuers.find((issuer) => identityOf(issuer).isNamedBy(certId));

/**
 * What is told of a state (docs/decisions/0032): a certificate that is signed and waits for its confirmation is
 * `good`, for a relying party that asks during its first handshake must let that handshake happen; what was never
 * signed is `unknown`, for no such certificate exists.
 */
const statusOf = (row: StatusRow | undefined): OcspCertificateStatus => {
  if (row === undefined) return { kind: "unknown" };
  switch (row.state) {
    case "prepared":
    case "abandoned":
      return { kind: "unknown" };
    case "issued":
    case "active":
    case "expired":
      return { kind: "good" };
    case "revoked":
      invariant(row.endedAt !== undefined, "a revoked certificate has a time of revocation");
      return { kind: "revoked", revokedAt: row.endedAt, reason: row.revocationReason ?? "unspecified" };
    default:
      return unreachable(row.state);
  }
};

const earlier = (left: Temporal.Instant, right: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(left, right) < 0 ? left : right;

const respond = async (
  context: DomainContext,
  issuer: Issuer,
  responder: OcspResponder,
  request: OcspRequest,
): Promise<Buffer> => {
  const identity = identityOf(issuer);
  const own = request.certIds.filter((certId) => identity.isNamedBy(certId));
  const rows = await selectStatuses(
    context.database,
    issuer.issuerId,
    own.map(({ serial }) => serial),
  );
  const producedAt = context.clock.now().round({ smallestUnit: "second", roundingMode: "floor" });
  const nextUpdate = earlier(producedAt.add({ minutes: ANSWER_MINUTES }), responder.notAfter);
  const { keyHash, certificate } = knownResponder(responder);
  const tbs = buildOcspResponseData({
    responderKeyHash: keyHash,
    producedAt,
    responses: request.certIds.map((certId) => ({
      certId: certId.encoded,
      // Of another issuer: this responder may not speak for it.
      status: own.includes(certId) ? statusOf(rows.get(certId.serial)) : { kind: "unknown" },
      thisUpdate: producedAt,
      nextUpdate,
    })),
    nonce: request.nonce,
  });
  const findings = lintOcspResponse({ tbs, responder: certificate });
  invariant(
    findings.length === 0,
    `OCSP answer breaks rules: ${findings.map(({ lint }) => lint).join(", ")}`,
  );
  const { signer } = responder;
  return assembleOcspResponse(tbs, signer.signatureAlgorithm, await signer.sign(tbs), [responder.der]);
};

/**
 * Answers an OCSP request (RFC 6960): from the record, signed by the issuer's delegated responder. Bytes that are no
 * request get `malformedRequest`; a request about no issuer of ours gets `unauthorized` (RFC 5019 section 2.2.3).
 */
export const answerOcsp = async (
  context: DomainContext,
  authority: CertificateAuthority,
  request: Buffer,
): Promise<OcspAnswer> => {
  const parsed = parseOcspRequest(request);
  if (!parsed.ok) return malformedOcspAnswer;
  const { certIds, nonce } = parsed.value;
  const issuer = certIds
    .map((certId) => issuerNamedBy(authority, certId))
    .find((found) => found !== undefined);
  const responder = issuer === undefined ? undefined : await currentResponder(context, authority, issuer);
  if (issuer === undefined || responder === undefined) {
    return { response: buildOcspErrorResponse("unauthorized"), kind: "unauthorized" };
  }
  return {
    response: await respond(context, issuer, responder, parsed.value),
    kind: nonce === undefined ? "answer" : "answerWithNonce",
  };
};

/** For bytes that did not even arrive as a request. */
export const malformedOcspAnswer: OcspAnswer = {
  response: buildOcspErrorResponse("malformedRequest"),
  kind: "malformedRequest",
};
