import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { LoginRefusal } from "#domain/login/refusals.ts";
import { parseClientCert } from "./client-cert-field.ts";
import { valuesOf } from "./sent-fields.ts";
import type { IsTrustedProxy } from "./trusted-proxies.ts";

/** RFC 9440. The chain is not needed: the centre recognises the certificate bit for bit. */
const FIELDS: ReadonlySet<string> = new Set(["client-cert", "client-cert-chain"]);

const hasCertificateField = (request: FastifyRequest): boolean =>
  Object.keys(request.headers).some((name) => FIELDS.has(name));

/**
 * The client certificate of a request (DER), undefined where none was presented.
 *
 * From a trusted proxy only the `Client-Cert` field counts, and never the certificate with which the proxy itself
 * connected. From anybody else only the TLS handshake counts, and a `Client-Cert` field is a forgery (RFC 9440
 * section 4).
 */
export const presentedCertificate = (
  request: FastifyRequest,
  isTrustedProxy: IsTrustedProxy,
): Result<Buffer | undefined, LoginRefusal<"FORGED_CLIENT_CERT" | "CLIENT_CERT_HEADER_MALFORMED">> => {
  const { socket } = request.raw;
  if (!isTrustedProxy(socket.remoteAddress)) {
    if (hasCertificateField(request))
      return refused({
        code: "FORGED_CLIENT_CERT",
        detail: `Client-Cert from ${socket.remoteAddress}, which is no trusted proxy`,
      });
    return accepted(socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined);
  }
  const values = valuesOf(request, "client-cert");
  if (values.length === 0) return accepted(undefined);
  const certificate = parseClientCert(values);
  if (certificate.ok) return certificate;
  return refused({ code: "CLIENT_CERT_HEADER_MALFORMED", detail: certificate.refusal });
};
