import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import type { RandomSource } from "#shared/random.ts";
import { ensureBrowserSecret, readBrowserSecret, readSessionToken, sessionTokenAfter } from "./cookies.ts";

/** Name of the hidden field that carries the token in every form. */
export const CSRF_FIELD = "csrfToken";

/** Why a request that changes something is not taken for the user's own. For logs and tests. */
export type CsrfFailure = "foreignSite" | "foreignOrigin" | "noCookie" | "noToken" | "wrongToken";

const MAC_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{86}$/;
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** The token proves knowledge of an HttpOnly cookie's secret, without telling it. */
const macOf = (secret: string): Buffer => createHmac("sha256", secret).update("tegata csrf 1").digest();

const exclusiveOr = (left: Buffer, right: Buffer): Buffer =>
  Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));

/** A fresh mask each time, so that compressed pages do not give the token away byte by byte (BREACH). */
const maskedToken = (secret: string, random: RandomSource): string => {
  const mask = random.bytes(MAC_BYTES);
  return Buffer.concat([mask, exclusiveOr(mask, macOf(secret))]).toString("base64url");
};

const isTokenOf = (secret: string, token: string): boolean => {
  const bytes = Buffer.from(token, "base64url");
  const mac = exclusiveOr(bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES));
  return timingSafeEqual(mac, macOf(secret));
};

/**
 * The token for the forms of one page: bound to the session where there is one, else to the browser (whose cookie is
 * set where it is missing). A page rendered before login is worth nothing after it, and the other way round. Cookies that
 * this reply sets count already.
 */
export const csrfToken = (request: FastifyRequest, reply: FastifyReply, random: RandomSource): string =>
  maskedToken(sessionTokenAfter(request, reply) ?? ensureBrowserSecret(request, reply, random), random);

const originFailure = (request: FastifyRequest): CsrfFailure | undefined => {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return "foreignSite";
  const origin = request.headers.origin;
  if (origin === undefined) return undefined;
  // "null" is what a browser sends from a page with Referrer-Policy no-referrer; then Sec-Fetch-Site must vouch for it.
  if (origin === "null") return site === "same-origin" ? undefined : "foreignOrigin";
  return origin === `https://${request.host}` ? undefined : "foreignOrigin";
};

const sentToken = (request: FastifyRequest): unknown => {
  const body: unknown = request.body;
  return typeof body === "object" && body !== null && CSRF_FIELD in body ? body[CSRF_FIELD] : undefined;
};

/** Checks one request. Undefined: it is the user's own, or of a method that changes nothing. */
export const csrfFailure = (request: FastifyRequest): CsrfFailure | undefined => {
  if (SAFE_METHODS.has(request.method)) return undefined;
  const foreign = originFailure(request);
  if (foreign !== undefined) return foreign;
  const secret = readSessionToken(request) ?? readBrowserSecret(request);
  if (secret === undefined) return "noCookie";
  const token = sentToken(request);
  if (typeof token !== "string" || !TOKEN.test(token)) return "noToken";
  return isTokenOf(secret, token) ? undefined : "wrongToken";
};

/**
 * A Fastify preHandler that lets only the user's own requests through. `refuse` answers the others; where it is left
 * out, they get the server's error page with status 403.
 */
export const csrfHook =
  (
    refuse?: (request: FastifyRequest, reply: FastifyReply, failure: CsrfFailure) => unknown,
  ): preHandlerAsyncHookHandler =>
  async (request, reply) => {
    const failure = csrfFailure(request);
    if (failure === undefined) return undefined;
    request.log.warn({ csrf: failure }, "request refused as not the user's own");
    if (refuse !== undefined) return refuse(request, reply, failure);
    throw Object.assign(new Error(`request refused: ${failure}`), { statusCode: 403, code: "CSRF_REFUSED" });
  };
