import type { FastifyInstance } from "fastify";

/**
 * Whose pages may use the enrolment API from a browser: the origin (`https://hisui.bank.example`) of this institution's
 * portal, where its policy allows acquisition in the browser; undefined: nobody's.
 */
export type PortalOrigin = (institutionId: string) => string | undefined;

const INSTITUTION = /^\/enrollment\/v1\/([a-z][a-z0-9-]{1,30})(?:\/|$)/;
const PREFLIGHT_SECONDS = 600;

/**
 * Answers browsers that ask before a page of the portal calls the API (Fetch, CORS protocol). Nothing here is a right:
 * the API knows no cookies, and every session is claimed by its token.
 */
export const allowPortalPages = (app: FastifyInstance, portalOrigin: PortalOrigin): void => {
  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    reply.header("vary", "Origin");
    const institutionId = INSTITUTION.exec(request.url)?.[1];
    if (institutionId === undefined || portalOrigin(institutionId) !== origin) return;
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "support-id, retry-after");
  });
  app.options("/enrollment/v1/:institution/*", (_request, reply) =>
    reply
      .code(204)
      .header("access-control-allow-methods", "GET, POST")
      .header("access-control-allow-headers", "authorization, content-type")
      .header("access-control-max-age", PREFLIGHT_SECONDS)
      .send(),
  );
};
