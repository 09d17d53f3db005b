import fastify from "fastify";
import { parseLanguage } from "#platform/html/language.ts";
import { assetRoutes } from "#screens/assets/routes.ts";
import { gallery } from "./gallery.ts";

/** The portal's policy without the gate: what a page would load against it shows as an error in the console. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

export interface GalleryServer {
  /** Where one screen is shown in one language. */
  readonly address: (name: string, language: string) => string;
  readonly close: () => Promise<void>;
}

/** Serves the gallery on a free port of this machine. */
export const startGallery = async (): Promise<GalleryServer> => {
  const server = fastify();
  await server.register(assetRoutes);
  server.get<{ Params: { name: string; language: string } }>("/gallery/:name/:language", (request, reply) => {
    const found = gallery.find(({ name }) => name === request.params.name);
    const language = parseLanguage(request.params.language);
    if (found === undefined || language === undefined) return reply.code(404).send();
    return reply
      .header("content-security-policy", CONTENT_SECURITY_POLICY)
      .type("text/html; charset=utf-8")
      .send(found.render(language));
  });
  const base = await server.listen({ port: 0, host: "127.0.0.1" });
  return {
    address: (name, language) => `${base}/gallery/${name}/${language}`,
    close: () => server.close(),
  };
};
