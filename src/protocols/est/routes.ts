import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { IssuedCertificate } from "#domain/certificate/issue.ts";
import type { DirectRequest } from "#domain/enrollment/direct.ts";
import { noteHandshake, renewDirectly } from "#domain/enrollment/direct.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { problemOf } from "#platform/http/problem.ts";
import { originOf } from "#platform/http/server.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { sendBase64, sendRefusal, sendText } from "./answer.ts";
import { parseBasic } from "./basic.ts";
import { clientCertificateOf } from "./client-certificate.ts";
import { certificationRequestAttributes } from "./csr-attributes.ts";
import { enrollByBasic } from "./enroll.ts";
import { certificatesOnly } from "./pkcs7.ts";

interface EstRoute {
  Params: { institution: string };
}

/**
 * Where the operations are: as RFC 7030 section 3.2.2 has it, the institution being the label; and with the institution
 * in front, for clients that append `/.well-known/est/<operation>` to the address they are given (strongSwan).
 */
const BASES = ["/.well-known/est/:institution", "/:institution/.well-known/est"];
const MOST_REQUEST_BYTES = 16 * 1024;

/** base64 of DER with any line breaks (RFC 8951 section 3); undefined for anything else. */
const fromBase64 = (body: unknown): Buffer | undefined => {
  if (typeof body !== "string") return undefined;
  const text = body.replaceAll(/[\r\n\t ]/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64") : undefined;
};

/**
 * EST, Enrolment over Secure Transport (RFC 7030), at `/.well-known/est/<institution>/…`: a thin adapter. What it
 * does and does not implement is in docs/protocols/est.md.
 *
 * The listener must ask for a client certificate without insisting on it or judging it: TLS options
 * `requestCert: true, rejectUnauthorized: false, ca: [the issuing authorities, PEM]` (the names of the authorities are
 * what a client chooses its certificate by).
 */
export const estRoutes =
  (services: EnrollmentServices): FastifyPluginAsync =>
  async (app) => {
    const { institutions } = services.context;

    app.addContentTypeParser(
      "application/pkcs10",
      { parseAs: "string", bodyLimit: MOST_REQUEST_BYTES },
      (_request, body, done) => done(null, body),
    );

    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const problem = problemOf(error);
      if (problem.status >= 500)
        request.log.error({ err: error, supportId: request.supportId }, "unexpected error");
      return sendText(
        request,
        reply,
        problem.status,
        `${problem.code}: ${problem.cause.en} ${problem.action.en}`,
      );
    });

    app.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });

    const institutionOf = (request: FastifyRequest<EstRoute>) =>
      institutions.byId(request.params.institution);

    const sendUnknown = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
      sendRefusal(request, reply, { code: "INSTITUTION_UNKNOWN", detail: "no such institution" });

    // A completed handshake is the proof of installation that a new certificate waits for.
    app.addHook<EstRoute>("preHandler", async (request) => {
      const certificate = clientCertificateOf(request);
      const institution = institutionOf(request);
      if (certificate === undefined || institution === undefined) return;
      await noteHandshake(services, institution, certificate, originOf(request));
    });

    /** What an enrolment request carries. Refused: INSTITUTION_UNKNOWN, REQUEST_MALFORMED. */
    const directRequest = (request: FastifyRequest<EstRoute>): Result<DirectRequest, Refusal> => {
      const institution = institutionOf(request);
      if (institution === undefined)
        return refused({ code: "INSTITUTION_UNKNOWN", detail: "no such institution" });
      const pkcs10 = fromBase64(request.body);
      return pkcs10 === undefined
        ? refused({ code: "REQUEST_MALFORMED", detail: "not base64", facts: { field: "body" } })
        : accepted({ institution, pkcs10, origin: originOf(request) });
    };

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

    for (const base of BASES) {
      app.get<EstRoute>(`${base}/cacerts`, (request, reply) => {
        const institution = institutionOf(request);
        if (institution === undefined) return sendUnknown(request, reply);
        const { issuerId } = services.authority.issuingFor(institution.family);
        return sendBase64(
          reply,
          "application/pkcs7-mime",
          certificatesOnly(services.authority.chainOf(issuerId)),
        );
      });

      app.get<EstRoute>(`${base}/csrattrs`, (request, reply) => {
        const institution = institutionOf(request);
        if (institution === undefined) return sendUnknown(request, reply);
        const attributes = certificationRequestAttributes(institution.certificate.keyAlgorithms);
        return sendBase64(reply, "application/csrattrs", attributes);
      });

      app.post<EstRoute>(`${base}/simpleenroll`, async (request, reply) => {
        const direct = directRequest(request);
        const credentials = parseBasic(request.headers.authorization);
        if (credentials === undefined) {
          return sendRefusal(request, reply, { code: "EST_PASSWORD_NEEDED", detail: "no HTTP Basic" });
        }
        if (!direct.ok) return sendRefusal(request, reply, direct.refusal);
        return sendIssued(request, reply, await enrollByBasic(services, direct.value, credentials));
      });

      app.post<EstRoute>(`${base}/simplereenroll`, async (request, reply) => {
        const direct = directRequest(request);
        if (!direct.ok) return sendRefusal(request, reply, direct.refusal);
        const certificate = clientCertificateOf(request);
        if (certificate === undefined) {
          return sendRefusal(request, reply, {
            code: "EST_CERTIFICATE_NEEDED",
            detail: "no client certificate",
          });
        }
        return sendIssued(request, reply, await renewDirectly(services, direct.value, certificate));
      });
    }
  };
