import { accepted, refused, type Result } from "#shared/result.ts";
import type { Json } from "./merge.ts";

/** What is wrong with a text that should be JSON, and where. */
export interface JsonProblem {
  readonly path: string;
  readonly reason: string;
}

/**
 * Parses JSON that people write by hand: the same key twice in one object is refused, where `JSON.parse` would
 * silently keep the last and throw the first rule away.
 */
export const parseJson = (text: string): Result<Json, JsonProblem> => {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused({ path: "$", reason: `is not JSON: ${error instanceof Error ? error.message : "error"}` });
  }
  const repeated = findRepeatedKey(text);
  return repeated === undefined ? accepted(value) : refused({ path: repeated, reason: "is given twice" });
};

interface Open {
  readonly path: string;
  /** Undefined inside an array. */
  readonly keys: Set<string> | undefined;
  /** Key or index that is being read. */
  current: string;
  index: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\],]/g;

/** Path of the first key that occurs twice in one object, in a text that is known to be valid JSON. */
const findRepeatedKey = (text: string): string | undefined => {
  const open: Open[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (token === "{" || token === "[") {
      const path = inside === undefined ? "$" : `${inside.path}${inside.current}`;
      const isArray = token === "[";
      open.push({ path, keys: isArray ? undefined : new Set(), current: isArray ? "[0]" : "", index: 0 });
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (inside !== undefined && token === "," && inside.keys === undefined) {
      inside.index += 1;
      inside.current = `[${inside.index}]`;
    } else if (inside?.keys !== undefined && colon !== undefined) {
      const key: string = JSON.parse(token.slice(0, -colon.length));
      inside.current = `.${key}`;
      if (inside.keys.has(key)) return `${inside.path}.${key}`;
      inside.keys.add(key);
    }
  }
  return undefined;
};
