import type { FastifyPluginAsync } from "fastify";
import { languageOf } from "#platform/html/language.ts";
import { readLanguage } from "#platform/http/cookies.ts";
import { assetRoutes } from "#screens/assets/routes.ts";
import { operationsPage } from "./page.ts";

/** What the one page may load: our style sheet and signs. */
export const operationsContentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The operations terminal's listener: one page that says what is there, as a Fastify plugin. */
export const operationsRoutes = (): FastifyPluginAsync => async (server) => {
  await server.register(assetRoutes);
  server.get("/", (request, reply) =>
    reply
      .header("cache-control", "no-store")
      .header("content-security-policy", operationsContentSecurityPolicy)
      .type("text/html; charset=utf-8")
      .send(operationsPage(languageOf(readLanguage(request), request.headers["accept-language"]))),
  );
};
