import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Asset } from "./assets.ts";
import { assets } from "./assets.ts";
import { scripts } from "./scripts.ts";

/** The smallest encoding that the browser takes (RFC 9110 section 12.5.3; weights of zero are all we look at). */
const encodingFor = (request: FastifyRequest): "br" | "gzip" | "identity" => {
  const header = request.headers["accept-encoding"];
  const accepted = new Set(
    (typeof header === "string" ? header : "")
      .toLowerCase()
      .split(",")
      .map((part) => part.trim())
      .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
      .map((part) => part.split(";")[0]),
  );
  if (accepted.has("br")) return "br";
  return accepted.has("gzip") ? "gzip" : "identity";
};

const headersOf = (asset: Asset): Readonly<Record<string, string>> => ({
  "content-type": asset.contentType,
  "cache-control": "public, max-age=31536000, immutable",
  vary: "accept-encoding",
});

/** `/assets/…`: style sheet, signs and the browser's programs, from memory. Other names are left to the server's 404. */
export const assetRoutes: FastifyPluginAsync = async (server) => {
  for (const asset of [...assets.values(), ...scripts()]) {
    server.get(asset.path, (request, reply) => {
      const encoding = encodingFor(request);
      if (encoding !== "identity") void reply.header("content-encoding", encoding);
      return reply.headers(headersOf(asset)).send(asset[encoding]);
    });
  }
};
