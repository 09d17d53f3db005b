import { clearSessionToken } from "#platform/http/cookies.ts";
import { csrfToken } from "#platform/http/csrf.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import type { Visit } from "./visit.ts";

/**
 * The page context for an answer that itself ends, or finds ended, the session: the cookie goes, no menu is shown, and
 * the forms of the page are bound to the browser alone.
 */
export const signedOutPage = (visit: Pick<Visit, "page" | "request" | "reply" | "services">): PageContext => {
  clearSessionToken(visit.reply);
  const { visitor: _gone, ...rest } = visit.page;
  return {
    ...rest,
    path: "/login",
    csrfToken: csrfToken(visit.request, visit.reply, visit.services.context.random),
  };
};
