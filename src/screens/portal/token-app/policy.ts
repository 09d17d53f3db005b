import { institutionOfHost } from "../institution-of-host.ts";
import type { PortalServices } from "../services.ts";

const FIXED = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types tegata-token",
] as const;

/** Where requests to this host's portal come from, at other institutions of this installation: `https://*.example.jp:8443`. */
const siblingsOf = (host: string): string => `https://*${host.slice(host.indexOf("."))}`;

/**
 * The camera token's Content-Security-Policy: nothing but our own files; requests only to portals of this installation,
 * for one app may hold tokens of several institutions.
 *
 * @param host host and port of the request, which names an institution
 */
export const tokenAppPolicy = (host: string): string =>
  [...FIXED, `connect-src 'self' ${siblingsOf(host)}`].join("; ");

/** The camera is for this page alone. */
export const TOKEN_APP_PERMISSIONS =
  "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()";

/** The origin of a request, where it is a portal of this installation; undefined: it is told nothing. */
export const knownOrigin = (
  { context, addresses }: PortalServices,
  origin: string | undefined,
): string | undefined => {
  const url = origin === undefined ? null : URL.parse(origin);
  if (url?.protocol !== "https:" || url.origin !== origin) return undefined;
  return institutionOfHost(context.institutions, addresses.base, url.hostname) === undefined
    ? undefined
    : origin;
};
