import type { FastifyReply, FastifyRequest } from "fastify";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { Refusal, RefusalKind } from "#domain/refusal/refusal.ts";
import type { ErrorResponse } from "#wire/enrollment.ts";

/** The HTTP status of each sort of refusal. */
export const statusOfKind: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
};

/** Seconds after which a client may try again, where trying again can help. */
export const retryAfterSeconds: Readonly<Partial<Record<RefusalKind, number>>> = {
  tooMany: 60,
  unavailable: 5,
};

/** Answers with a refusal in the wire's form. The detail goes to the log and nowhere else. */
export const sendRefusal = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply => {
  const { code, kind, cause, action } = describeRefusal(refusal);
  request.log.info({ supportId: request.supportId, code, detail: refusal.detail }, "request refused");
  const body: ErrorResponse = { error: { code, cause, action, supportId: request.supportId } };
  const wait = retryAfterSeconds[kind];
  if (wait !== undefined) reply.header("retry-after", wait);
  if (kind === "unauthenticated") reply.header("www-authenticate", "Bearer");
  return reply.code(statusOfKind[kind]).send(body);
};
