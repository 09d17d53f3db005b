import { lintOcspResponse } from "#pki/lints/lints.ts";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import {
  assembleOcspResponse,
  buildOcspResponseData,
  responderKeyHash,
  type OcspCertificateStatus,
} from "#pki/ocsp/response.ts";
import { invariant } from "#shared/invariant.ts";
import type { OcspResponder } from "../certificate-authority/authority.ts";

/** How long an answer may be relied on by whoever keeps it, where the responder's certificate lasts so long. */
export const ANSWER_MINUTES = 10;

interface KnownResponder {
  readonly keyHash: Buffer;
  readonly certificate: Certificate;
}

const responders = new WeakMap<OcspResponder, KnownResponder>();

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

const earlier = (left: Temporal.Instant, right: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(left, right) < 0 ? left : right;

interface Times {
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
}

let latest: { readonly second: number; readonly responder: OcspResponder; readonly times: Times } | undefined;

/** The same for all answers of a second: they are made and written out once. */
const timesOf = (responder: OcspResponder, now: Temporal.Instant): Times => {
  const second = Math.floor(now.epochMilliseconds / 1000);
  if (latest?.second === second && latest.responder === responder) return latest.times;
  const thisUpdate = Temporal.Instant.fromEpochMilliseconds(second * 1000);
  const nextUpdate = earlier(thisUpdate.add({ minutes: ANSWER_MINUTES }), responder.notAfter);
  const times = { thisUpdate, nextUpdate };
  latest = { second, responder, times };
  return times;
};

/** What is said of one CertID. */
export interface Statement {
  /** As it was asked. */
  readonly certId: Buffer;
  readonly status: OcspCertificateStatus;
}

/** A signed OCSPResponse and the time it is for. */
export interface SignedResponse {
  readonly response: Buffer;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
}

/** Says, looks over and signs. @throws InvariantError when our own rules object: nothing faulty leaves. */
export const signResponse = async (
  responder: OcspResponder,
  said: readonly Statement[],
  now: Temporal.Instant,
  nonce: Buffer | undefined,
): Promise<SignedResponse> => {
  const { thisUpdate, nextUpdate } = timesOf(responder, now);
  const { keyHash, certificate } = knownResponder(responder);
  const tbs = buildOcspResponseData({
    responderKeyHash: keyHash,
    producedAt: thisUpdate,
    responses: said.map(({ certId, status }) => ({ certId, status, thisUpdate, nextUpdate })),
    nonce,
  });
  const findings = lintOcspResponse({ tbs, responder: certificate });
  invariant(
    findings.length === 0,
    `OCSP answer breaks rules: ${findings.map(({ lint }) => lint).join(", ")}`,
  );
  const { signer } = responder;
  const signature = await signer.sign(tbs);
  const response = assembleOcspResponse(tbs, signer.signatureAlgorithm, signature, [responder.der]);
  return { response, thisUpdate, nextUpdate };
};
