import type { LoginFactor } from "#domain/login/factors-at-login.ts";
import type { AskFirst } from "./asked-first.ts";
import { redirect } from "./visit.ts";

/** Where each further proof of a login is asked. Its screens are this path and those below. */
export const FACTOR_PATHS: Readonly<Record<LoginFactor, string>> = {
  userRegistrationCode: "/login/registration-code",
  oneTimePassword: "/login/one-time-password",
  additionalAuthentication: "/login/additional-authentication",
};

/** Further proofs come before anything else: until the last is given, a session leads nowhere but to the next of them. */
export const loginFactorsFirst: AskFirst = (route, { session }) => {
  const [factor] = session.factorsPending;
  if (factor === undefined) return undefined;
  const place = FACTOR_PATHS[factor];
  return route.path === place || route.path.startsWith(`${place}/`) ? "here" : redirect(place);
};
