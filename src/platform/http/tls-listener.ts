import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import { Server as TlsServer } from "node:tls";
import type { RawServerDefault } from "fastify";

/** Limits that keep slow and greedy clients from holding the server. */
export interface ListenerLimits {
  /** Time for the TLS handshake. */
  readonly handshakeSeconds: number;
  /** Time for the head of a request. */
  readonly headersSeconds: number;
  /** Time for a whole request, body included. */
  readonly requestSeconds: number;
  /** How long a connection waits for its next request. */
  readonly keepAliveSeconds: number;
  /** Most connections at a time; further ones are closed at once. */
  readonly connections: number;
}

export const defaultLimits: ListenerLimits = {
  handshakeSeconds: 10,
  headersSeconds: 10,
  requestSeconds: 30,
  keepAliveSeconds: 15,
  connections: 10_000,
};

/** Cipher suites with forward secrecy and authenticated encryption, and no others. */
export const SOUND_SUITES =
  "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20";

/**
 * For listeners that programs call: besides, what clients with few libraries know (Debian's bare strongswan-pki has
 * neither elliptic curves nor GCM). Still with forward secrecy.
 */
export const SUITES_FOR_PROGRAMS = `${SOUND_SUITES}:DHE+AESGCM:DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA256`;

/** What every TLS listener begins with; its own options come over these. */
const TLS_DEFAULTS = {
  minVersion: "TLSv1.2",
  ciphers: SOUND_SUITES,
  dhparam: "auto",
  honorCipherOrder: true,
} as const satisfies ServerOptions;

/**
 * Replaces the authorities whose names a listener sends to clients when it asks for their certificates. Connections
 * that are open go on as they are. Without effect on a plain listener.
 *
 * @param tls the options with which the listener was made
 * @param authorities PEM
 */
export const replaceClientAuthorities = (
  server: RawServerDefault | TlsServer,
  tls: ServerOptions,
  authorities: readonly string[],
): void => {
  if (server instanceof TlsServer) server.setSecureContext({ ...TLS_DEFAULTS, ...tls, ca: [...authorities] });
};

/** Node's server under Fastify, with the limits set and TLS 1.2 at least. */
export const createListener = (
  handler: RequestListener,
  limits: ListenerLimits,
  tls: ServerOptions | undefined,
): RawServerDefault => {
  const timing = {
    headersTimeout: limits.headersSeconds * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    keepAliveTimeout: limits.keepAliveSeconds * 1000,
    connectionsCheckingInterval: 2000,
    maxHeaderSize: 16 * 1024,
  };
  const server =
    tls === undefined
      ? createPlainServer(timing, handler)
      : createTlsServer(
          {
            ...TLS_DEFAULTS,
            handshakeTimeout: limits.handshakeSeconds * 1000,
            ...tls,
            ...timing,
          },
          handler,
        );
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = 1000;
  return server;
};
