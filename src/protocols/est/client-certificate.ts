import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";

/**
 * The certificate of the TLS client, DER; undefined where it showed none. The handshake has proved that the client
 * holds its key; whether the certificate is worth anything is for the record to say, so the listener does not
 * judge it (`rejectUnauthorized: false`).
 */
export const clientCertificateOf = (request: FastifyRequest): Buffer | undefined => {
  const { socket } = request.raw;
  if (!(socket instanceof TLSSocket)) return undefined;
  const { raw } = socket.getPeerCertificate();
  return Buffer.isBuffer(raw) ? raw : undefined;
};
