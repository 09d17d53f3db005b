import type {
  FastifyError,
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import { noteHandshake } from "#domain/enrollment/direct.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { recordForgedEstCertificate } from "#domain/enrollment/forged-certificate.ts";
import { presentedCertificate } from "#platform/http/client-certificate/presented-certificate.ts";
import { trustedProxies, type IsTrustedProxy } from "#platform/http/client-certificate/trusted-proxies.ts";
import { problemOf } from "#platform/http/problem.ts";
import { originOf } from "#platform/http/server.ts";
import { refused, type Result } from "#shared/result.ts";
import { sendRefusal, sendText } from "./answer.ts";
import type { Operation } from "./operations.ts";
import { caCerts, csrAttributes, simpleEnroll, simpleReenroll } from "./operations.ts";

interface EstRoute {
  Params: { institution: string };
}

interface EstServer {
  readonly services: EnrollmentServices;
  readonly isTrustedProxy: IsTrustedProxy;
}

/**
 * Where the operations are: as RFC 7030 section 3.2.2 has it, the institution being the label; and with the institution
 * in front, for clients that append `/.well-known/est/<operation>` to the address they are given (strongSwan).
 */
const BASES = ["/.well-known/est/:institution", "/:institution/.well-known/est"];

const OPERATIONS: readonly (readonly ["GET" | "POST", string, Operation])[] = [
  ["GET", "cacerts", caCerts],
  ["GET", "csrattrs", csrAttributes],
  ["POST", "simpleenroll", simpleEnroll],
  ["POST", "simplereenroll", simpleReenroll],
];

/** Optional operations that are not here (RFC 7030 sections 4.3, 4.4): keys are made where they are used (A2.10). */
const NOT_SUPPORTED = ["fullcmc", "serverkeygen"];

/** Largest request body in bytes. */
const MOST_REQUEST_BYTES = 16 * 1024;

/** Problems beneath the operations (too large, another content type, too many) in plain text too. */
const answerProblem = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, code, cause, action } = problemOf(error);
  if (status >= 500) request.log.error({ err: error, supportId: request.supportId }, "unexpected error");
  return sendText(request, reply, status, `${code}: ${cause.en} ${action.en}`);
};

/** The client's certificate, from the handshake or a trusted proxy; the answer instead where a field lies. */
const certificateOf = async (
  { services, isTrustedProxy }: EstServer,
  institution: InstitutionPolicy,
  request: FastifyRequest,
): Promise<Result<Buffer | undefined, Refusal>> => {
  const presented = presentedCertificate(request, isTrustedProxy);
  if (presented.ok) return presented;
  const { kind, detail } = presented.refusal;
  if (kind === "malformed") return refused({ code: "EST_CERTIFICATE_FIELD_MALFORMED", detail });
  const origin = originOf(request);
  await recordForgedEstCertificate(services.context, { institution, origin });
  return refused({ code: "EST_CERTIFICATE_FORGED", detail });
};

/** Answers before a body is read, whatever its type. */
const addRefusal = (
  app: FastifyInstance,
  method: string[],
  url: string,
  refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply,
): void => {
  app.route({
    method,
    url,
    exposeHeadRoute: false,
    onRequest: async (request, reply) => refuse(request, reply),
    handler: async (_request, reply) => reply.callNotFound(),
  });
};

const addOperation = (
  app: FastifyInstance,
  server: EstServer,
  method: "GET" | "POST",
  url: string,
  operation: Operation,
): void => {
  const { services } = server;
  app.route<EstRoute>({
    method,
    url,
    handler: async (request, reply) => {
      const institution = services.context.institutions.byId(request.params.institution);
      if (institution === undefined) {
        return sendRefusal(request, reply, { code: "INSTITUTION_UNKNOWN", detail: "no such institution" });
      }
      const certificate = await certificateOf(server, institution, request);
      if (!certificate.ok) return sendRefusal(request, reply, certificate.refusal);
      // A completed handshake is the proof of installation that a new certificate waits for.
      if (certificate.value !== undefined) {
        await noteHandshake(services, institution, certificate.value, originOf(request));
      }
      return operation(services, institution, request, reply, certificate.value);
    },
  });
  // Fastify answers HEAD where it answers GET.
  const others =
    method === "GET" ? ["POST", "PUT", "PATCH", "DELETE"] : ["GET", "HEAD", "PUT", "PATCH", "DELETE"];
  addRefusal(app, others, url, (request, reply) => {
    reply.header("allow", method);
    return sendText(request, reply, 405, `METHOD_NOT_ALLOWED: This operation is asked for by ${method}.`);
  });
};

/**
 * EST, Enrolment over Secure Transport (RFC 7030), at `/.well-known/est/<institution>/…`: a thin adapter. What it
 * does and does not implement is in docs/protocols/est.md.
 *
 * The listener must ask for a client certificate without judging it: see `registrationTlsOptions`.
 */
export const estRoutes =
  (
    services: EnrollmentServices,
    options: {
      /** Addresses and networks of TLS-terminating proxies whose `Client-Cert` is believed (RFC 9440); none unless told. */
      readonly trustedProxies: readonly string[];
    } = { trustedProxies: [] },
  ): FastifyPluginAsync =>
  async (app) => {
    const server: EstServer = { services, isTrustedProxy: trustedProxies(options.trustedProxies) };
    // Fastify's own parsers of JSON and text would let requests of these types through.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      "application/pkcs10",
      { parseAs: "string", bodyLimit: MOST_REQUEST_BYTES },
      (_request, body, done) => done(null, body),
    );
    app.setErrorHandler<FastifyError>(answerProblem);
    app.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });
    for (const base of BASES) {
      for (const [method, name, operation] of OPERATIONS) {
        addOperation(app, server, method, `${base}/${name}`, operation);
      }
      for (const name of NOT_SUPPORTED) {
        addRefusal(
          app,
          ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
          `${base}/${name}`,
          (request, reply) =>
            sendRefusal(request, reply, { code: "EST_OPERATION_NOT_SUPPORTED", detail: name }),
        );
      }
    }
  };
