import { reasonOfEnd } from "#domain/login/session.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { readSessionToken } from "#platform/http/cookies.ts";
import { csrfFailure } from "#platform/http/csrf.ts";
import { mayEnter } from "./access.ts";
import { askedFirst } from "./asked-first.ts";
import { problemPage } from "./problem-page.ts";
import { describe, statusOf } from "./refusals.ts";
import { revocationRefusal } from "./revocation-rights.ts";
import type { PortalRoute, SessionRoute } from "./route.ts";
import { sessionEndedPage } from "./session-ended-page.ts";
import { signedOutPage } from "./signed-out-page.ts";
import { pageAnswer, redirect } from "./visit.ts";
import type { Answer, SessionVisit, Visit } from "./visit.ts";

const refusalPage = (visit: Visit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

/** Nobody is logged in: why, where a session has ended; else the login page. */
const askLogin = async (visit: Visit): Promise<Answer> => {
  const { services, institution } = visit;
  const token = readSessionToken(visit.request);
  if (token === undefined) return redirect("/login");
  const page = signedOutPage(visit);
  const refusal = await reasonOfEnd(services.context, { institution, token });
  if (refusal === undefined) return redirect("/login");
  const described = describe(refusal);
  return pageAnswer(sessionEndedPage(page, described), statusOf(described));
};

/** Also where further proofs are pending: what may be done then is decided by what is asked first. */
const inSession = (visit: Visit): SessionVisit | undefined => {
  const session = visit.session ?? visit.pending;
  return session === undefined ? undefined : { ...visit, session };
};

const answerSession = async (route: SessionRoute, opened: Visit): Promise<Answer> => {
  const visit = inSession(opened);
  if (visit === undefined) return askLogin(opened);
  const first = await askedFirst(route, visit);
  if (first !== undefined) return first;
  const { role, withheldRights } = visit.session.user;
  if (mayEnter(route.access, role, visit.institution, withheldRights)) return route.handle(visit);
  const notPermitted = { code: "ACTION_NOT_PERMITTED", detail: `${role}: ${route.access}` } as const;
  const refusal = route.access === "revocation" ? revocationRefusal(visit.institution, role) : notPermitted;
  return refusalPage(visit, refusal ?? notPermitted);
};

/** Runs a screen for a visit: first whether the request is the visitor's own, then whether they may, then the screen. */
export const answerVisit = async (route: PortalRoute, visit: Visit): Promise<Answer> => {
  const failure = csrfFailure(visit.request);
  if (failure !== undefined) {
    visit.request.log.warn({ csrf: failure }, "request refused as not the user's own");
    return refusalPage(visit, { code: "PAGE_OUT_OF_DATE", detail: failure });
  }
  return route.access === "anyone" ? route.handle(visit) : answerSession(route, visit);
};
