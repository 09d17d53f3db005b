import type { FastifyRequest } from "fastify";

/**
 * The values of a header field as they were sent, one for each time; `name` in lower case. Node joins or drops repeated
 * fields, which would hide the repetition.
 */
export const valuesOf = (request: FastifyRequest, name: string): string[] => {
  const { rawHeaders } = request.raw;
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
};
