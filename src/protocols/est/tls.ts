import type { ServerOptions } from "node:https";
import { SUITES_FOR_PROGRAMS } from "#platform/http/tls-listener.ts";

/**
 * How the registration authority's listener does TLS: it asks for a client certificate, which EST clients may show
 * (RFC 7030 section 3.3.2); whether it is good is for the record to say.
 *
 * @param issuers the issuing authorities, PEM: their names are sent to the client
 */
export const registrationTlsOptions = (pair: {
  readonly certificate: string;
  readonly key: string;
  readonly issuers: readonly string[];
}): ServerOptions => ({
  cert: pair.certificate,
  key: pair.key,
  ca: [...pair.issuers],
  ciphers: SUITES_FOR_PROGRAMS,
  requestCert: true,
  rejectUnauthorized: false,
});
