import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "#platform/http/problem.ts";
import type { HttpProblem } from "#platform/http/problem.ts";
import type { ProblemRenderer } from "#platform/http/server.ts";
import { assetRoutes } from "#screens/assets/routes.ts";
import { answerVisit } from "./answer-visit.ts";
import { openVisit } from "./open-visit.ts";
import { notFoundScreen, problemPage, problemScreen } from "./problem-page.ts";
import type { PortalRoute } from "./route.ts";
import { portalRouteList } from "./routes.ts";
import type { PortalServices } from "./services.ts";
import { tokenAppRoutes } from "./token-app/routes.ts";
import { unknownHostPage } from "./unknown-host-page.ts";

const HTML = "text/html; charset=utf-8";

const answer = async (
  services: PortalServices,
  route: PortalRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  void reply.header("cache-control", "no-store");
  const visit = await openVisit(services, request, reply);
  if (visit === undefined) return reply.code(404).type(HTML).send(unknownHostPage(request));
  const given = await answerVisit(route, visit);
  return given.kind === "redirect"
    ? reply.redirect(given.to, 303)
    : reply.code(given.status).type(HTML).send(given.body);
};

/** All screens of the portal, as a Fastify plugin. Expects a server of `createHttpServer`. */
export const portalRoutes =
  (services: PortalServices): FastifyPluginAsync =>
  async (server) => {
    await server.register(formbody, { bodyLimit: 16 * 1024 });
    await server.register(assetRoutes);
    await server.register(tokenAppRoutes(services));
    for (const route of portalRouteList) {
      server.route({
        method: route.method,
        url: route.path,
        handler: (request, reply) => answer(services, route, request, reply),
      });
    }
  };

const screenFor = (problem: HttpProblem) => (problem.status === 404 ? notFoundScreen : problemScreen);

/** How the portal's server shows a problem beneath the screens: 404, a body too large, our own faults. */
export const portalProblemPage =
  (services: PortalServices): ProblemRenderer =>
  async (problem, request, reply) => {
    reply.type(HTML);
    const visit = await openVisit(services, request, reply).catch(() => undefined);
    if (visit !== undefined) return problemPage(visit.page, problem, screenFor(problem));
    return unknownHostPage(request, problem === notFound ? undefined : problem);
  };
