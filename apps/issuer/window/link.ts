import { accepted, refused, type Result } from "#shared/result.ts";
import { type Failure, failure } from "../core/failure.ts";

/** The scheme that the portal's links have. */
export const SCHEME = "tegata-issuer";

/** What a link wants: never more than which institution, which server and what for. It carries no secret. */
export interface Link {
  readonly intent: "open" | "issue" | "renew";
  readonly institution: string;
  readonly server: URL;
}

const INTENTS: readonly Link["intent"][] = ["open", "issue", "renew"];

const isIntent = (text: string): text is Link["intent"] => INTENTS.some((intent) => intent === text);

/**
 * Reads `tegata-issuer://<intent>?institution=<id>&server=<origin>`, as web pages write it: from a stranger. A server
 * that is not one of `servers` is refused, for anybody may make such a link.
 */
export const readLink = (text: string, servers: readonly string[]): Result<Link, Failure> => {
  const no = (detail: string): Result<Link, Failure> => refused(failure("LINK_NOT_ALLOWED", detail));
  const url = URL.parse(text);
  if (url === null || url.protocol !== `${SCHEME}:`) return no("not a link of this application");
  const intent = url.host === "" ? url.pathname.replaceAll("/", "") : url.host;
  if (!isIntent(intent)) return no(`unknown intent: ${intent.slice(0, 40)}`);
  const institution = url.searchParams.get("institution") ?? "";
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(institution)) return no("no institution");
  const server = URL.parse(url.searchParams.get("server") ?? "");
  if (server?.protocol !== "https:") return no("no server");
  if (!servers.includes(server.origin)) return no(`${server.origin} is no server of this application`);
  return accepted({ intent, institution, server: new URL(server.origin) });
};
