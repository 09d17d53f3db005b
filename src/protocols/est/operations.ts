import type { FastifyReply, FastifyRequest } from "fastify";
import type { IssuedCertificate } from "#domain/certificate/issue.ts";
import type { DirectRequest } from "#domain/enrollment/direct.ts";
import { renewDirectly } from "#domain/enrollment/direct.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { originOf } from "#platform/http/server.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { sendBase64, sendRefusal } from "./answer.ts";
import { parseBasic } from "./basic.ts";
import { certificationRequestAttributes } from "./csr-attributes.ts";
import { enrollByBasic } from "./enroll.ts";
import { certificatesOnly } from "./pkcs7.ts";

/**
 * An operation of EST: what it is called with, and what it answers.
 *
 * @param certificate of the client, DER; undefined where it showed none
 */
export type Operation = (
  services: EnrollmentServices,
  institution: InstitutionPolicy,
  request: FastifyRequest,
  reply: FastifyReply,
  certificate: Buffer | undefined,
) => FastifyReply | Promise<FastifyReply>;

/** `GET cacerts`: all authorities of the institution's family that clients may trust (RFC 7030 section 4.1). */
export const caCerts: Operation = ({ authority }, { family }, _request, reply) =>
  sendBase64(reply, "application/pkcs7-mime", certificatesOnly(authority.trustedFor(family)));

/** `GET csrattrs`: the key types that the institution accepts (RFC 7030 section 4.5). */
export const csrAttributes: Operation = (_services, { certificate }, _request, reply) =>
  sendBase64(reply, "application/csrattrs", certificationRequestAttributes(certificate.keyAlgorithms));

/** base64 of DER with any line breaks (RFC 8951 section 3); undefined for anything else. */
const fromBase64 = (body: unknown): Buffer | undefined => {
  if (typeof body !== "string") return undefined;
  const text = body.replaceAll(/[\r\n\t ]/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
};

const directRequest = (
  institution: InstitutionPolicy,
  request: FastifyRequest,
): Result<DirectRequest, Refusal<"REQUEST_MALFORMED">> => {
  const pkcs10 = fromBase64(request.body);
  return pkcs10 === undefined
    ? refused({ code: "REQUEST_MALFORMED", detail: "not base64", facts: { field: "body" } })
    : accepted({ institution, pkcs10, origin: originOf(request) });
};

/** The certificate alone, without its chain, which is `cacerts`' (RFC 7030 section 4.2.3). */
const sendIssued = (
  request: FastifyRequest,
  reply: FastifyReply,
  issued: Result<IssuedCertificate, Refusal>,
): FastifyReply =>
  issued.ok
    ? sendBase64(
        reply,
        "application/pkcs7-mime; smime-type=certs-only",
        certificatesOnly([issued.value.certificate]),
      )
    : sendRefusal(request, reply, issued.refusal);

/** `POST simpleenroll`, by HTTP Basic (RFC 7030 sections 3.2.3 and 4.2.1). */
export const simpleEnroll: Operation = async (services, institution, request, reply) => {
  const credentials = parseBasic(request.headers.authorization);
  if (credentials === undefined) {
    return sendRefusal(request, reply, { code: "EST_PASSWORD_NEEDED", detail: "no HTTP Basic" });
  }
  const direct = directRequest(institution, request);
  if (!direct.ok) return sendRefusal(request, reply, direct.refusal);
  return sendIssued(request, reply, await enrollByBasic(services, direct.value, credentials));
};

/** `POST simplereenroll`, by the client certificate that is being renewed (RFC 7030 sections 3.3.2 and 4.2.2). */
export const simpleReenroll: Operation = async (services, institution, request, reply, certificate) => {
  if (certificate === undefined) {
    return sendRefusal(request, reply, { code: "EST_CERTIFICATE_NEEDED", detail: "no client certificate" });
  }
  const direct = directRequest(institution, request);
  if (!direct.ok) return sendRefusal(request, reply, direct.refusal);
  return sendIssued(request, reply, await renewDirectly(services, direct.value, certificate));
};
