import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { presentCertificate } from "#domain/login/certificate-login.ts";
import { recordForgedCertificate } from "#domain/login/forged-certificate.ts";
import { loginRefusals, type LoginRefusal } from "#domain/login/refusals.ts";
import type { RefusalKind } from "#domain/refusal/refusal.ts";
import { languageOf } from "#platform/html/language.ts";
import { presentedCertificate } from "#platform/http/client-certificate/presented-certificate.ts";
import { valuesOf } from "#platform/http/client-certificate/sent-fields.ts";
import { trustedProxies } from "#platform/http/client-certificate/trusted-proxies.ts";
import { originOf } from "#platform/http/server.ts";
import { parseGateHost, type GateHost } from "./gate-host.ts";
import { PROBLEM_PAGE_POLICY, problemPage } from "./problem-page.ts";

export interface GateServices {
  readonly context: DomainContext;
  /** Domain below which institutions have their hosts: `localhost` for `hisui.localhost`. */
  readonly base: string;
  /** Ports of gate and portal as browsers see them. */
  readonly gatePort: number;
  readonly portalPort: number;
  /** Addresses and networks of TLS-terminating proxies whose `Client-Cert` is believed (RFC 9440). */
  readonly trustedProxies: readonly string[];
}

/** Where a request was directed, once that is known to be one of our host names. */
interface Destination extends GateHost {
  readonly institution: InstitutionPolicy;
}

const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 403,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
};

/**
 * The certificate gate: `GET https://<nonce>.cert.<institution>.<base>/` takes whatever certificate the browser
 * presented, and sends it back to the portal with a ticket. It knows no other request.
 */
export const gateRoutes =
  (services: GateServices): FastifyPluginAsync =>
  async (app) => {
    const { context } = services;
    const isTrustedProxy = trustedProxies(services.trustedProxies);

    const portalAddress = (institution: InstitutionPolicy): string => {
      const port = services.portalPort === 443 ? "" : `:${services.portalPort}`;
      return `https://${institution.id}.${services.base}${port}`;
    };

    const refuse = (
      request: FastifyRequest,
      reply: FastifyReply,
      refusal: LoginRefusal,
      institution?: InstitutionPolicy,
    ): FastifyReply => {
      request.log.info({ code: refusal.code, detail: refusal.detail }, "request refused");
      const text = loginRefusals[refusal.code];
      return reply
        .code(STATUS[text.kind])
        .type("text/html; charset=utf-8")
        .header("content-security-policy", PROBLEM_PAGE_POLICY)
        .send(
          problemPage({
            language: languageOf(undefined, request.headers["accept-language"]),
            refusal: { code: refusal.code, ...text },
            supportId: request.supportId,
            loginAddress: institution && `${portalAddress(institution)}/login`,
          }),
        );
    };

    const destinationOf = (request: FastifyRequest): Destination | LoginRefusal => {
      const [field, ...more] = valuesOf(request, "host");
      const expected = { base: services.base, port: services.gatePort };
      const host = more.length > 0 ? undefined : parseGateHost(field, expected);
      const institution = host && context.institutions.byId(host.institutionId);
      if (host === undefined || institution === undefined)
        return { code: "GATE_HOST_MALFORMED", detail: "not a host name of the gate" };
      return { ...host, institution };
    };

    /** Over TLS of our own, the name in the handshake must be the one in the request. */
    const isMisdirected = (request: FastifyRequest): boolean => {
      const { socket } = request.raw;
      if (!("servername" in socket) || isTrustedProxy(socket.remoteAddress)) return false;
      return socket.servername !== request.headers.host?.replace(/:\d+$/, "");
    };

    const admit = async (
      request: FastifyRequest,
      reply: FastifyReply,
      to: Destination,
    ): Promise<FastifyReply> => {
      const { institution, nonce } = to;
      const origin = originOf(request);
      const certificate = presentedCertificate(request, isTrustedProxy);
      if (!certificate.ok) {
        const { kind, detail } = certificate.refusal;
        if (kind === "forged") await recordForgedCertificate(context, { institution, origin });
        const code = kind === "forged" ? "FORGED_CLIENT_CERT" : "CLIENT_CERT_HEADER_MALFORMED";
        return refuse(request, reply, { code, detail }, institution);
      }
      const presented = await presentCertificate(context, {
        institution,
        nonce,
        certificate: certificate.value,
        origin,
      });
      if (!presented.ok) return refuse(request, reply, presented.refusal, institution);
      const address = `${portalAddress(institution)}/login/certificate/return?ticket=${presented.value.ticket}`;
      return reply.redirect(address, 303);
    };

    app.addHook("onRequest", async (request, reply) => {
      // The address carries a ticket, the host name a nonce: neither may be kept or passed on.
      reply.header("referrer-policy", "no-referrer");
      reply.header("cache-control", "no-store");
      reply.header("connection", "close");
      const to = destinationOf(request);
      if ("code" in to) return refuse(request, reply, to);
      if (isMisdirected(request)) {
        const detail = "the TLS handshake named another host";
        return refuse(request, reply, { code: "GATE_MISDIRECTED", detail }, to.institution);
      }
      if (request.method === "GET" && request.url === "/") return admit(request, reply, to);
      const detail = `${request.method} is not taken here`;
      return refuse(request, reply, { code: "GATE_REQUEST_REFUSED", detail }, to.institution);
    });

    // Everything is answered above, before a body is read; routes exist so that the hook runs for every request.
    app.route({
      method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
      url: "/*",
      exposeHeadRoute: false,
      handler: async (_request, reply) => reply.callNotFound(),
    });
  };
