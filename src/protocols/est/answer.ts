import type { FastifyReply, FastifyRequest } from "fastify";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { Refusal, RefusalKind } from "#domain/refusal/refusal.ts";

/** The HTTP status of each sort of refusal (RFC 7030 section 4.2.3: 4xx and 5xx with a human-readable text). */
const statusOfKind: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
};

const retryAfterSeconds: Readonly<Partial<Record<RefusalKind, number>>> = { tooMany: 60, unavailable: 5 };

/** How an EST client is asked for its password or token (RFC 7030 section 3.2.3). */
const BASIC_CHALLENGE = 'Basic realm="Tegata EST", charset="UTF-8"';

/** Answers with plain text: code, cause, action, support id. */
export const sendText = (
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  text: string,
): FastifyReply =>
  reply.code(status).type("text/plain; charset=utf-8").send(`${text} [${request.supportId}]\n`);

/** Answers with a refusal as text. The detail goes to the log and nowhere else. */
export const sendRefusal = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply => {
  const { code, kind, cause, action } = describeRefusal(refusal);
  request.log.info({ supportId: request.supportId, code, detail: refusal.detail }, "request refused");
  const wait = retryAfterSeconds[kind];
  if (wait !== undefined) reply.header("retry-after", wait);
  if (kind === "unauthenticated") reply.header("www-authenticate", BASIC_CHALLENGE);
  return sendText(request, reply, statusOfKind[kind], `${code}: ${cause.en} ${action.en}`);
};

/** Answers with DER in base64, on one line: strongSwan reads no line breaks, and RFC 8951 section 3 asks for none. */
export const sendBase64 = (reply: FastifyReply, contentType: string, der: Buffer): FastifyReply =>
  reply.type(contentType).header("content-transfer-encoding", "base64").send(der.toString("base64"));
