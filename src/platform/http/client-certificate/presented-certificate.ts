import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";
import { accepted, refused, type Result } from "#shared/result.ts";
import { parseClientCert } from "./client-cert-field.ts";
import { valuesOf } from "./sent-fields.ts";
import type { IsTrustedProxy } from "./trusted-proxies.ts";

/** RFC 9440. The chain is not needed: the centre recognises the certificate bit for bit. */
const FIELDS: ReadonlySet<string> = new Set(["client-cert", "client-cert-chain"]);

const hasCertificateField = (request: FastifyRequest): boolean =>
  Object.keys(request.headers).some((name) => FIELDS.has(name));

/** Why the field is not believed: sent by somebody who is no trusted proxy, or not readable. English, for staff. */
export interface PresentedCertificateFault {
  readonly kind: "forged" | "malformed";
  readonly detail: string;
}

/**
 * The client certificate of a request (DER), undefined where none was presented. Whether it is worth anything is for
 * the record to say; that the client holds its key was proved in the TLS handshake, with us or with the proxy.
 *
 * From a trusted proxy only the `Client-Cert` field counts, and never the certificate with which the proxy itself
 * connected. From anybody else only the TLS handshake counts, and a `Client-Cert` field is a forgery (RFC 9440
 * section 4).
 */
export const presentedCertificate = (
  request: FastifyRequest,
  isTrustedProxy: IsTrustedProxy,
): Result<Buffer | undefined, PresentedCertificateFault> => {
  const { socket } = request.raw;
  if (!isTrustedProxy(socket.remoteAddress)) {
    if (hasCertificateField(request))
      return refused({
        kind: "forged",
        detail: `Client-Cert from ${socket.remoteAddress}, which is no trusted proxy`,
      });
    return accepted(socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined);
  }
  const values = valuesOf(request, "client-cert");
  if (values.length === 0) return accepted(undefined);
  const certificate = parseClientCert(values);
  return certificate.ok ? certificate : refused({ kind: "malformed", detail: certificate.refusal });
};
