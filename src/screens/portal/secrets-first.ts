import type { SessionRoute } from "./route.ts";
import type { SessionVisit } from "./visit.ts";
import { redirect } from "./visit.ts";
import type { Answer } from "./visit.ts";

/** Where what a login is asked about its secrets is answered. */
export const SECRETS_PATH = "/settings/secrets/";

const places = { required: `${SECRETS_PATH}required`, recommended: `${SECRETS_PATH}reminder` } as const;

/**
 * Secrets that somebody else chose are changed before anything else is done; old ones are asked about once (B1).
 */
export const secretsFirst = (route: SessionRoute, { session }: SessionVisit): Answer | "here" | undefined => {
  const { secretRequest } = session;
  if (secretRequest === null) return undefined;
  return route.path.startsWith(SECRETS_PATH) ? "here" : redirect(places[secretRequest]);
};
