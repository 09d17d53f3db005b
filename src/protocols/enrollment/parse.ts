import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { SessionClaim } from "#domain/enrollment/sessions.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";

/** Reads a body by its schema. Refused: REQUEST_MALFORMED with the first wrong field's path, never its value. */
export const parseBody = <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): Result<z.infer<Schema>, Refusal<"REQUEST_MALFORMED">> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return accepted(parsed.data);
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? "body" : issue.path.join(".").slice(0, 100);
  return refused({
    code: "REQUEST_MALFORMED",
    detail: `${field}: ${issue?.message ?? ""}`,
    facts: { field },
  });
};

const BEARER = /^Bearer ([A-Za-z0-9_-]{1,200})$/i;

/** The session a request speaks for: its id from the path, the secret from `Authorization: Bearer`. */
export const claimOf = (request: FastifyRequest<{ Params: { session: string } }>): SessionClaim => ({
  sessionId: request.params.session,
  token: BEARER.exec(request.headers.authorization ?? "")?.[1] ?? "",
});
