import type { FastifyReply, FastifyRequest } from "fastify";
import { newSecret } from "#shared/ids.ts";
import type { RandomSource } from "#shared/random.ts";
import { parseLanguage, type Language } from "../html/language.ts";

/**
 * The portal's cookies. All carry the `__Host-` prefix (RFC 6265bis section 4.1.3.2): the browser takes them
 * only over TLS, only from this very host, and never from a neighbouring sub-domain such as the gate's.
 */
export const SESSION_COOKIE = "__Host-tegata-session";
/** Recognises the browser before anybody is logged in: login attempts and forms are bound to it. */
export const BROWSER_COOKIE = "__Host-tegata-browser";
/** The procedure of obtaining a login ID, before anybody can log in. */
export const REGISTRATION_COOKIE = "__Host-tegata-registration";
/** Recognises a browser from which somebody has logged in before; outlives the session. */
export const DEVICE_COOKIE = "__Host-tegata-device";
/** The procedure of replacing a PC, whose certificate is gone. */
export const REPLACEMENT_COOKIE = "__Host-tegata-replacement";
export const LANGUAGE_COOKIE = "__Host-tegata-language";

/** Values are base64url or a language code, so that nothing needs encoding (RFC 6265 section 4.1.1). */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax";
const LANGUAGE_SECONDS = 365 * 24 * 60 * 60;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** All values sent under a name. A browser sends one; more than one means that somebody tampers. */
const readOne = (request: FastifyRequest, name: string): string | undefined => {
  const header = request.headers.cookie;
  if (header === undefined) return undefined;
  const sent = header.split(";").map((pair) => pair.trim());
  const values = sent
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
};

const readSecret = (request: FastifyRequest, name: string): string | undefined => {
  const value = readOne(request, name);
  return value !== undefined && SECRET.test(value) ? value : undefined;
};

const cookiesSetOn = (reply: FastifyReply): string[] =>
  [reply.getHeader("set-cookie") ?? []].flat().map(String);

/** Replaces a cookie of the same name that this reply set already, so that never two go out. */
const setCookie = (reply: FastifyReply, name: string, value: string, maxAgeSeconds?: number): void => {
  const kept = cookiesSetOn(reply).filter((cookie) => !cookie.startsWith(`${name}=`));
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${maxAgeSeconds}`;
  reply.removeHeader("set-cookie");
  reply.header("set-cookie", [...kept, `${name}=${value}; ${ATTRIBUTES}${age}`]);
};

/** The secret that the browser will hold after this reply: the one just set, else the one it sent. */
const secretAfter = (request: FastifyRequest, reply: FastifyReply, name: string): string | undefined => {
  const set = cookiesSetOn(reply).find((cookie) => cookie.startsWith(`${name}=`));
  if (set === undefined) return readSecret(request, name);
  const value = set.slice(name.length + 1).split(";", 1)[0] ?? "";
  return SECRET.test(value) ? value : undefined;
};

/** The session token, if one of the right shape was sent. */
export const readSessionToken = (request: FastifyRequest): string | undefined =>
  readSecret(request, SESSION_COOKIE);

/** Sets the session cookie; it ends with the browser, and earlier by the limits kept in the database. */
export const setSessionToken = (reply: FastifyReply, token: string): void => {
  setCookie(reply, SESSION_COOKIE, token);
};

export const clearSessionToken = (reply: FastifyReply): void => {
  setCookie(reply, SESSION_COOKIE, "", 0);
};

/** The token of a registration, if one of the right shape was sent. */
export const readRegistrationToken = (request: FastifyRequest): string | undefined =>
  readSecret(request, REGISTRATION_COOKIE);

/** Sets the cookie of a registration; it ends with the browser, and earlier by the limit kept in the database. */
export const setRegistrationToken = (reply: FastifyReply, token: string): void => {
  setCookie(reply, REGISTRATION_COOKIE, token);
};

/** An enrolment session as a cookie carries it: its id and its token. */
export interface SessionClaimCookie {
  readonly sessionId: string;
  readonly token: string;
}

/** The session of a PC that is being replaced, if one of the right shape was sent. */
export const readReplacementClaim = (request: FastifyRequest): SessionClaimCookie | undefined => {
  const [sessionId, token, ...more] = readOne(request, REPLACEMENT_COOKIE)?.split(".") ?? [];
  return sessionId !== undefined && token !== undefined && more.length === 0
    ? { sessionId, token }
    : undefined;
};

/** Sets the cookie of such a session; it ends with the browser, and earlier by the limit kept in the database. */
export const setReplacementClaim = (reply: FastifyReply, { sessionId, token }: SessionClaimCookie): void => {
  setCookie(reply, REPLACEMENT_COOKIE, `${sessionId}.${token}`);
};

/** The browser's secret, if one of the right shape was sent. */
export const readBrowserSecret = (request: FastifyRequest): string | undefined =>
  readSecret(request, BROWSER_COOKIE);

/** A new browser secret, set on the reply: for the first visit, and again after each login. */
export const renewBrowserSecret = (reply: FastifyReply, random: RandomSource): string => {
  const secret = newSecret(random);
  setCookie(reply, BROWSER_COOKIE, secret);
  return secret;
};

/** The browser's secret; sets a new one where there is none. */
export const ensureBrowserSecret = (
  request: FastifyRequest,
  reply: FastifyReply,
  random: RandomSource,
): string => secretAfter(request, reply, BROWSER_COOKIE) ?? renewBrowserSecret(reply, random);

/** The session token that the browser will hold after this reply, if any. */
export const sessionTokenAfter = (request: FastifyRequest, reply: FastifyReply): string | undefined =>
  secretAfter(request, reply, SESSION_COOKIE);

/** The device's secret, if one of the right shape was sent. */
export const readDeviceToken = (request: FastifyRequest): string | undefined =>
  readSecret(request, DEVICE_COOKIE);

/** The device's secret, a new one where there is none; kept from now on for `maxAgeSeconds`. */
export const keepDeviceToken = (
  request: FastifyRequest,
  reply: FastifyReply,
  random: RandomSource,
  maxAgeSeconds: number,
): string => {
  const token = readDeviceToken(request) ?? newSecret(random);
  setCookie(reply, DEVICE_COOKIE, token, maxAgeSeconds);
  return token;
};

/** The language the person chose earlier, if any. */
export const readLanguage = (request: FastifyRequest): Language | undefined =>
  parseLanguage(readOne(request, LANGUAGE_COOKIE));

/** Remembers the chosen language for a year. */
export const setLanguage = (reply: FastifyReply, language: Language): void => {
  setCookie(reply, LANGUAGE_COOKIE, language, LANGUAGE_SECONDS);
};
