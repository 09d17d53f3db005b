import { institutionOfHost } from "./institution-of-host.ts";
import { gatePattern } from "./services.ts";
import type { PortalServices } from "./services.ts";

const FIXED = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
] as const;

/**
 * The portal's Content-Security-Policy: our style sheet and signs, no script at all, forms to ourselves and (by way of
 * a redirect, which browsers check as well) to this institution's gate.
 */
export const portalContentSecurityPolicy = (services: PortalServices, hostname: string): string => {
  const { context, addresses } = services;
  const institution = institutionOfHost(context.institutions, addresses.base, hostname);
  const targets = institution === undefined ? "" : ` ${gatePattern(addresses, institution.id)}`;
  return [...FIXED, `form-action 'self'${targets}`].join("; ");
};
