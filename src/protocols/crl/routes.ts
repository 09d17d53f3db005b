import type { FastifyInstance } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { currentCrl } from "#domain/certificate/crls.ts";
import type { DomainContext } from "#domain/context.ts";

/** Lists may be kept for a minute: shorter would help nobody who relies on lists, which last a day. */
const CRL_SECONDS = 60;
const CA_CERTIFICATE_SECONDS = 86_400;

const httpDate = (at: Temporal.Instant): string => new Date(at.epochMilliseconds).toUTCString();

/** Whether the client has this version already (RFC 9110 section 13.1.2). */
const hasVersion = (ifNoneMatch: string | undefined, version: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch
    .split(",")
    .some((given) => given.trim().replace(/^W\//, "") === version || given.trim() === "*");

/** `GET /crl/<issuer>/<list>.crl` and `GET /ca/<issuer>.cer` (RFC 2585), DER. */
export const crlRoutes =
  (services: { readonly context: DomainContext; readonly authority: CertificateAuthority }) =>
  async (app: FastifyInstance): Promise<void> => {
    const { context, authority } = services;

    app.get<{ Params: { issuerId: string; list: string } }>(
      "/crl/:issuerId/:list.crl",
      async (request, reply) => {
        const { issuerId, list } = request.params;
        const found = await currentCrl(context, authority, issuerId, list);
        if (found === undefined) return reply.callNotFound();
        const version = `"${issuerId}/${list}/${found.number}"`;
        reply
          .header("etag", version)
          .header("last-modified", httpDate(found.thisUpdate))
          .header("cache-control", `public, max-age=${CRL_SECONDS}, must-revalidate`);
        if (hasVersion(request.headers["if-none-match"], version)) return reply.code(304).send();
        return reply.type("application/pkix-crl").send(Buffer.concat(found.parts));
      },
    );

    app.get<{ Params: { issuerId: string } }>("/ca/:issuerId.cer", async (request, reply) => {
      const found = authority.authorities.find(({ issuerId }) => issuerId === request.params.issuerId);
      if (found === undefined) return reply.callNotFound();
      return reply
        .header("cache-control", `public, max-age=${CA_CERTIFICATE_SECONDS}`)
        .type("application/pkix-cert")
        .send(found.der);
    });
  };
