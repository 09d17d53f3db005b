import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";
import { LANGUAGE_COOKIE, readBrowserSecret } from "#platform/http/cookies.ts";
import type { Browser } from "./user-agent.ts";
import { readUserAgent } from "./user-agent.ts";

/** What the server sees of a visitor's browser. */
export interface EnvironmentFacts {
  readonly browser: Browser;
  /** Undefined where TLS ends at a proxy before us. */
  readonly connection: { readonly protocol: string; readonly cipher: string } | undefined;
  readonly cookies: "yes" | "no" | "unknown";
  /** Languages that the browser asks for, the first first; empty: none. */
  readonly languages: readonly string[];
}

const connectionOf = ({ socket }: FastifyRequest["raw"]): EnvironmentFacts["connection"] => {
  if (!(socket instanceof TLSSocket)) return undefined;
  const protocol = socket.getProtocol();
  return protocol === null ? undefined : { protocol, cipher: socket.getCipher().name };
};

/** Only what looks like a language, so that a field of any length stays one line of the page. */
const languagesOf = (field: string | undefined): string[] =>
  (field ?? "")
    .split(",", 5)
    .map((part) => part.split(";", 1)[0]?.trim() ?? "")
    .filter((tag) => /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/.test(tag));

/**
 * Reads them.
 *
 * @param wasHere whether this is the second look, so that a cookie must have come
 */
export const factsOf = (request: FastifyRequest, wasHere: boolean): EnvironmentFacts => {
  const { headers } = request;
  const hasCookie =
    readBrowserSecret(request) !== undefined || headers.cookie?.includes(`${LANGUAGE_COOKIE}=`) === true;
  return {
    browser: readUserAgent(headers["user-agent"]),
    connection: connectionOf(request.raw),
    cookies: hasCookie ? "yes" : wasHere ? "no" : "unknown",
    languages: languagesOf(headers["accept-language"]),
  };
};
