import { noteDevice } from "#domain/login/judge-login.ts";
import type { Surroundings } from "#domain/risk/surroundings.ts";
import { keepDeviceToken, readDeviceToken } from "#platform/http/cookies.ts";
import type { SessionRoute } from "./route.ts";
import type { SessionVisit, Visit } from "./visit.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** Where a visit comes from, as far as the browser says. */
export const surroundingsOf = ({ request }: Pick<Visit, "request">): Surroundings => ({
  deviceToken: readDeviceToken(request),
  userAgent: request.headers["user-agent"],
});

/**
 * Makes the browser known from which somebody has logged in, on the first page after the last proof: sets its long-lived
 * cookie and remembers it. Asks the visitor nothing.
 */
export const deviceNoted = async (_route: SessionRoute, visit: SessionVisit): Promise<undefined> => {
  const { services, institution, session, origin, request, reply } = visit;
  if (session.isDeviceNoted || session.factorsPending.length > 0) return undefined;
  const { random } = services.context;
  const maxAgeSeconds = institution.login.risk.keptDays * DAY_SECONDS;
  const deviceToken = keepDeviceToken(request, reply, random, maxAgeSeconds);
  const surroundings = { ...surroundingsOf(visit), deviceToken };
  await noteDevice(services.context, { institution, session, surroundings, origin });
  return undefined;
};
