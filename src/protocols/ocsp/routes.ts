import type { FastifyInstance, FastifyReply } from "fastify";
import type { OcspAnswer } from "#domain/ocsp/answer.ts";
import type { OcspService } from "#domain/ocsp/service.ts";
import { decodeOcspPath, MAX_OCSP_REQUEST_BYTES } from "#pki/ocsp/request.ts";
import type { Clock } from "#shared/clock.ts";
import { HttpAnswer, RESPONSE_TYPE, RETRY_AFTER_SECONDS } from "./http-answer.ts";

export interface OcspRouteOptions {
  readonly service: OcspService;
  readonly clock: Clock;
  /** How long caches may give an answer without asking again; 0: a revocation is seen at once, through caches too. */
  readonly cacheSeconds: number;
}

const REQUEST_TYPE = "application/ocsp-request";
const PREFIX = "/ocsp/";

/** An answer that is for this question alone, or none. Errors too have status 200: clients look no further otherwise. */
const sendOnce = (reply: FastifyReply, answer: OcspAnswer): FastifyReply => {
  if (answer.kind === "tryLater") reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.header("cache-control", "no-store").type(RESPONSE_TYPE).send(answer.response);
};

/** Whether a cache holds this very answer (RFC 9110 section 13.1.2). */
const isHeld = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(",").some((part) => [etag, `W/${etag}`, "*"].includes(part.trim()));

/** The path behind `/ocsp/` as it was sent: routers decode, and base64 has slashes of its own. */
const encodedRequest = (url: string): string => {
  const [path = ""] = url.split("?", 1);
  return path.slice(path.indexOf(PREFIX) + PREFIX.length);
};

/** OCSP over HTTP (RFC 6960 appendix A, RFC 5019): `POST /ocsp`, and `GET /ocsp/<base64 of the request>`. */
export const ocspRoutes =
  ({ service, clock, cacheSeconds }: OcspRouteOptions) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(
      REQUEST_TYPE,
      { parseAs: "buffer", bodyLimit: MAX_OCSP_REQUEST_BYTES },
      (_request, body, done) => done(null, body),
    );

    app.post("/ocsp", async (request, reply) => {
      const { body } = request;
      return sendOnce(reply, Buffer.isBuffer(body) ? await service.answer(body) : service.malformed());
    });

    app.get(`${PREFIX}*`, async (request, reply) => {
      const url = request.raw.url ?? "";
      const decoded = decodeOcspPath(encodedRequest(url));
      const answer = decoded.ok ? await service.answer(decoded.value) : service.malformed();
      if (answer.kind !== "answer" || answer.signed === undefined) return sendOnce(reply, answer);
      service.keepPath(answer, url);
      const http = HttpAnswer.of(answer.signed, cacheSeconds);
      reply
        .header("cache-control", http.cacheControl)
        .header("etag", http.etag)
        .header("last-modified", http.lastModified)
        .header("expires", http.expires(clock.now().epochMilliseconds));
      return isHeld(request.headers["if-none-match"], http.etag)
        ? reply.code(304).send()
        : reply.type(RESPONSE_TYPE).send(http.body);
    });
  };
