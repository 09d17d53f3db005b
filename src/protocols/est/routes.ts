import type {
  FastifyError,
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import { noteHandshake } from "#domain/enrollment/direct.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import { problemOf } from "#platform/http/problem.ts";
import { originOf } from "#platform/http/server.ts";
import { sendRefusal, sendText } from "./answer.ts";
import { clientCertificateOf } from "./client-certificate.ts";
import type { Operation } from "./operations.ts";
import { caCerts, csrAttributes, simpleEnroll, simpleReenroll } from "./operations.ts";

interface EstRoute {
  Params: { institution: string };
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

/** Largest request body in bytes. */
const MOST_REQUEST_BYTES = 16 * 1024;

/** Problems beneath the operations (too large, another content type, too many) in plain text too. */
const answerProblem = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, code, cause, action } = problemOf(error);
  if (status >= 500) request.log.error({ err: error, supportId: request.supportId }, "unexpected error");
  return sendText(request, reply, status, `${code}: ${cause.en} ${action.en}`);
};

const addOperation = (
  app: FastifyInstance,
  services: EnrollmentServices,
  method: "GET" | "POST",
  url: string,
  operation: Operation,
): void => {
  app.route<EstRoute>({
    method,
    url,
    handler: async (request, reply) => {
      const institution = services.context.institutions.byId(request.params.institution);
      if (institution === undefined) {
        return sendRefusal(request, reply, { code: "INSTITUTION_UNKNOWN", detail: "no such institution" });
      }
      // A completed handshake is the proof of installation that a new certificate waits for.
      const certificate = clientCertificateOf(request);
      if (certificate !== undefined) {
        await noteHandshake(services, institution, certificate, originOf(request));
      }
      return operation(services, institution, request, reply);
    },
  });
};

/**
 * EST, Enrolment over Secure Transport (RFC 7030), at `/.well-known/est/<institution>/…`: a thin adapter. What it
 * does and does not implement is in docs/protocols/est.md.
 *
 * The listener must ask for a client certificate without judging it: see `registrationTlsOptions`.
 */
export const estRoutes =
  (services: EnrollmentServices): FastifyPluginAsync =>
  async (app) => {
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
        addOperation(app, services, method, `${base}/${name}`, operation);
      }
    }
  };
