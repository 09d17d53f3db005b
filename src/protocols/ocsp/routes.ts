import type { FastifyInstance, FastifyReply } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { answerOcsp, malformedOcspAnswer, type OcspAnswer } from "#domain/certificate/ocsp.ts";
import type { DomainContext } from "#domain/context.ts";
import { decodeOcspPath, MAX_OCSP_REQUEST_BYTES } from "#pki/ocsp/request.ts";

/** What the validation protocols work with. */
export interface ValidationServices {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
}

const REQUEST_TYPE = "application/ocsp-request";
const RESPONSE_TYPE = "application/ocsp-response";
const PREFIX = "/ocsp/";

const send = (reply: FastifyReply, answer: OcspAnswer, method: "get" | "post"): FastifyReply => {
  // An answer to a GET may be kept, but not used without asking again: a revocation is seen at once.
  const mayBeKept = method === "get" && answer.kind === "answer";
  return reply
    .header("cache-control", mayBeKept ? "public, max-age=0, must-revalidate, no-transform" : "no-store")
    .type(RESPONSE_TYPE)
    .send(answer.response);
};

/** The path behind `/ocsp/` as it was sent: routers decode, and base64 has slashes of its own. */
const encodedRequest = (url: string): string => {
  const [path = ""] = url.split("?", 1);
  return path.slice(path.indexOf(PREFIX) + PREFIX.length);
};

/** OCSP over HTTP (RFC 6960 appendix A): `POST /ocsp`, and `GET /ocsp/<base64 of the request>`. */
export const ocspRoutes =
  ({ context, authority }: ValidationServices) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(
      REQUEST_TYPE,
      { parseAs: "buffer", bodyLimit: MAX_OCSP_REQUEST_BYTES },
      (_request, body, done) => done(null, body),
    );

    app.post("/ocsp", async (request, reply) => {
      const { body } = request;
      const answer = Buffer.isBuffer(body) ? await answerOcsp(context, authority, body) : malformedOcspAnswer;
      return send(reply, answer, "post");
    });

    app.get(`${PREFIX}*`, async (request, reply) => {
      const decoded = decodeOcspPath(encodedRequest(request.raw.url ?? ""));
      const answer = decoded.ok ? await answerOcsp(context, authority, decoded.value) : malformedOcspAnswer;
      return send(reply, answer, "get");
    });
  };
