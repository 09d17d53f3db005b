/** A parsed JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Lays `over` on `under`: objects key by key; arrays, null and plain values replace what was there. */
export const mergeJson = (under: JsonObject, over: JsonObject): JsonObject => {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    const nests = below !== undefined && isObject(below) && isObject(value);
    merged.set(key, nests ? mergeJson(below, value) : value);
  }
  return Object.fromEntries(merged);
};
