import { constants } from "node:crypto";
import type { ServerOptions } from "node:https";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { Family } from "#domain/institution/policy.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { SOUND_SUITES } from "#platform/http/tls-listener.ts";
import { parseGateHostname } from "./gate-host.ts";

export interface GateTlsSettings {
  /** The gate's own key and certificate chain, PEM: a wildcard for each institution, `*.cert.<id>.<base>`. */
  readonly key: string | Buffer;
  readonly certificate: string | Buffer;
  /** Issuing authorities of each family, PEM: browsers offer only certificates issued by these. */
  readonly authorities: Readonly<Record<Family, readonly string[]>>;
  readonly institutions: InstitutionRegistry;
  readonly base: string;
}

/** The gate's TLS, whose trust can be changed while it listens. */
export interface GateTls {
  readonly options: ServerOptions;
  /** Asks browsers for certificates of these authorities from now on; gives all of them, for the listener's own list. */
  trust(authorities: GateTlsSettings["authorities"]): readonly string[];
}

/**
 * How the gate does TLS: every browser is asked for a certificate, and may have none, for the portal tells it why that
 * does not do. Whether a certificate is good is decided by the record, not by path validation (A2.11); the handshake
 * proves possession of the key all the same.
 *
 * Sessions are never resumed: each attempt has its own host name, and each must ask for a certificate afresh. HTTP/1.1
 * only, for HTTP/2 browsers would use one connection for several host names of the wildcard (RFC 9113 section 9.1.1).
 */
export const gateTls = (settings: GateTlsSettings): GateTls => {
  const common: SecureContextOptions = {
    key: settings.key,
    cert: settings.certificate,
    minVersion: "TLSv1.2",
    ciphers: SOUND_SUITES,
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    sessionIdContext: "tegata-gate",
  };
  const contextsOf = (
    authorities: GateTlsSettings["authorities"],
  ): Readonly<Record<Family, SecureContext>> => ({
    bizsol: createSecureContext({ ...common, ca: [...authorities.bizsol] }),
    shinkin: createSecureContext({ ...common, ca: [...authorities.shinkin] }),
  });
  const allOf = ({ bizsol, shinkin }: GateTlsSettings["authorities"]): string[] => [...bizsol, ...shinkin];
  let contexts = contextsOf(settings.authorities);
  return {
    options: {
      ...common,
      ca: allOf(settings.authorities),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
      SNICallback: (serverName, answer) => {
        const host = parseGateHostname(serverName, settings.base);
        const institution = host && settings.institutions.byId(host.institutionId);
        answer(null, institution && contexts[institution.family]);
      },
    },
    trust: (authorities) => {
      contexts = contextsOf(authorities);
      return allOf(authorities);
    },
  };
};

/** The same for a listener whose trust stays as it is. */
export const gateTlsOptions = (settings: GateTlsSettings): ServerOptions => gateTls(settings).options;
