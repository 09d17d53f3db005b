import { institutionOfHost } from "./institution-of-host.ts";
import { gatePattern } from "./services.ts";
import type { PortalServices } from "./services.ts";

const FIXED = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
] as const;

/**
 * The portal's Content-Security-Policy: our style sheet, signs and programs (none inside a page, and
 * none that turns text into code or markup), forms to ourselves and (by way of
 * a redirect, which browsers check as well) to this institution's gate. Where the institution allows acquisition in the
 * browser, its page talks to the registration authority.
 */
export const portalContentSecurityPolicy = (services: PortalServices, hostname: string): string => {
  const { context, addresses } = services;
  const institution = institutionOfHost(context.institutions, addresses.base, hostname);
  const targets = institution === undefined ? "" : ` ${gatePattern(addresses, institution.id)}`;
  const acquires = institution?.acquisition.inBrowser.use === "allowed";
  const connections = acquires ? [`connect-src ${new URL(addresses.enrollment).origin}`] : [];
  return [...FIXED, ...connections, `form-action 'self'${targets}`].join("; ");
};
