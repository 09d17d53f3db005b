import { isWithinHost } from "./host.ts";

/** `scheme "://" [userinfo "@"] host [":" port]` up to the path (RFC 3986 section 3.2). */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/i;

/**
 * The host of a URI; undefined where it has none or has an address instead of a name: such a URI must not pass where
 * URIs are constrained (RFC 5280 section 4.2.1.10).
 */
export const hostOfUri = (uri: string): string | undefined => {
  const host = AUTHORITY.exec(uri)?.[1];
  return host === undefined || /^[\d.]+$/.test(host) ? undefined : host;
};

/** Uri constraints apply to the host: that host, or with a period before it all hosts beneath. */
export const isWithinUri = (uri: string, base: string): boolean => {
  const host = hostOfUri(uri);
  return host !== undefined && isWithinHost(host, base);
};
