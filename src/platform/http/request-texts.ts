import type { FastifyRequest } from "fastify";

/** Deepest nesting of a body: what our own clients send has three levels. */
export const MAX_BODY_DEPTH = 8;
/** Most values in a body, members of lists and objects counted. */
export const MAX_BODY_VALUES = 1000;

/** Text that the database can hold: no NUL, no half of a surrogate pair (jsonb refuses both, text the first). */
const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** Counts down while a value is looked through. */
interface Allowance {
  values: number;
}

const faultOf = (value: unknown, depthLeft: number, allowance: Allowance): string | undefined => {
  allowance.values -= 1;
  if (allowance.values < 0) return `more than ${MAX_BODY_VALUES} values`;
  if (typeof value === "string") return isStorable(value) ? undefined : "text with NUL or half a character";
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return undefined;
  if (depthLeft === 0) return `nested deeper than ${MAX_BODY_DEPTH} levels`;
  for (const [key, member] of Object.entries(value)) {
    const fault = isStorable(key)
      ? faultOf(member, depthLeft - 1, allowance)
      : "a name with NUL or half a character";
    if (fault !== undefined) return fault;
  }
  return undefined;
};

/**
 * What is wrong with the texts of a request (its path's parameters, its query, its form or JSON), whatever they mean;
 * undefined if nothing is. Bodies of octets and of one text are for those who read them.
 */
export const requestTextsFault = ({
  params,
  query,
  body,
}: Pick<FastifyRequest, "params" | "query" | "body">): string | undefined => {
  const allowance = { values: MAX_BODY_VALUES };
  const parts = typeof body === "string" ? [params, query] : [params, query, body];
  for (const part of parts) {
    const fault = faultOf(part, MAX_BODY_DEPTH, allowance);
    if (fault !== undefined) return fault;
  }
  return undefined;
};
