/**
 * Reads requests that need no HTTP server: a whole `GET`, or a `POST` with a short body, in HTTP/1.1, whose head says
 * nothing that could change its meaning. Everything else is left to the server: what this reader does not know it does
 * not judge. Two programs that read the same octets differently are how requests are smuggled, so the grammar is
 * narrower than RFC 9112 allows.
 */

/** Longest head that is read here. */
const MOST_HEAD_CHARACTERS = 8_192;

/**
 * Header fields that do not change what is asked for, nor how long the request is, nor who answers for it. Not among
 * them: Transfer-Encoding, Upgrade, Expect, TE, Range, If-…, and all that nobody has thought of.
 */
const HARMLESS = [
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "dnt",
  "forwarded",
  "from",
  "pragma",
  "priority",
  "referer",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-gpc",
  "user-agent",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];
const FIELD = `(?:${HARMLESS.join("|")}):[\\t\\x20-\\x7e]*\\r\\n|connection:[\\t ]*keep-alive[\\t ]*\\r\\n`;
/** One Host, as section 3.2 of RFC 9112 demands. */
const HOST = "host:[\\t ]*[a-z0-9.:_\\[\\]-]{1,255}[\\t ]*\\r\\n";
/** Digits alone, without a leading zero: nobody reads them otherwise. */
const LENGTH = "content-length:[\\t ]*[1-9][0-9]{0,4}[\\t ]*\\r\\n";
const TYPE = "content-type:[\\t ]*[a-z]+/[a-z-]+[\\t ]*\\r\\n";

/** The fields of a GET: any number of the harmless ones, Host once, no line that goes on on the next. */
const GET_FIELDS = new RegExp(`(?:${FIELD})*${HOST}(?:${FIELD})*\\r\\n`, "iy");
/** The fields of a POST: besides, Content-Length and Content-Type, in any order; each of the three once (see below). */
const POST_FIELDS = new RegExp(`(?:${FIELD}|${HOST}|${LENGTH}|${TYPE})*\\r\\n`, "iy");
const COUNTED = /^(host|content-length|content-type):[\t ]*([^\t\r ]*)/gim;
const VERSION = " HTTP/1.1\r\n";

export interface PlainRequest {
  readonly method: "GET" | "POST";
  /** Origin form, as it was sent. */
  readonly target: string;
  /** Of a POST, as it was sent. */
  readonly contentType: string | undefined;
  /** Where its body is; empty for a GET. */
  readonly bodyStart: number;
  /** Where the next request begins. */
  readonly end: number;
}

const isTooLong = (from: number, to: number): boolean => to - from > MOST_HEAD_CHARACTERS;

const readPost = (text: string, from: number, target: string, fields: number): PlainRequest | undefined => {
  POST_FIELDS.lastIndex = fields;
  if (!POST_FIELDS.test(text) || isTooLong(from, POST_FIELDS.lastIndex)) return undefined;
  const bodyStart = POST_FIELDS.lastIndex;
  const counted = [...text.slice(fields, bodyStart).matchAll(COUNTED)];
  const once = new Map(counted.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
  if (counted.length !== 3 || once.size !== 3) return undefined;
  const end = bodyStart + Number(once.get("content-length"));
  // A body that has not come yet as a whole is the server's business.
  if (end > text.length) return undefined;
  return { method: "POST", target, contentType: once.get("content-type"), bodyStart, end };
};

/** The request that begins at `from` in `text` (octets as Latin-1); undefined: incomplete, or not so plain. */
export const readPlainRequest = (text: string, from: number): PlainRequest | undefined => {
  const isGet = text.startsWith("GET /", from);
  if (!isGet && !text.startsWith("POST /", from)) return undefined;
  const start = from + (isGet ? 4 : 5);
  const space = text.indexOf(" ", start);
  if (space < 0 || !text.startsWith(VERSION, space)) return undefined;
  // Control characters cannot stand in the target: whoever answers knows it letter by letter.
  const target = text.slice(start, space);
  const fields = space + VERSION.length;
  if (!isGet) return readPost(text, from, target, fields);
  GET_FIELDS.lastIndex = fields;
  if (!GET_FIELDS.test(text) || isTooLong(from, GET_FIELDS.lastIndex)) return undefined;
  const end = GET_FIELDS.lastIndex;
  return { method: "GET", target, contentType: undefined, bodyStart: end, end };
};
