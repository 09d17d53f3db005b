import { endSession } from "#domain/login/session.ts";
import { clearSessionToken, readSessionToken } from "#platform/http/cookies.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { logoutPage } from "./view.ts";

/** `POST /logout`: the session ends in the record, not only in the browser. */
export const submitLogout = async (visit: Visit): Promise<Answer> => {
  const { services, institution, origin } = visit;
  const token = readSessionToken(visit.request);
  if (token !== undefined) await endSession(services.context, { institution, token, origin });
  clearSessionToken(visit.reply);
  return redirect("/logout");
};

/** `GET /logout`: said after it is done; whoever is still logged in goes to the top page instead. */
export const showLogout = (visit: Visit): Answer =>
  (visit.session ?? visit.pending) === undefined ? pageAnswer(logoutPage(visit.page)) : redirect("/top");
