import { setLanguage } from "#platform/http/cookies.ts";
import { parseLanguage } from "#platform/html/language.ts";
import { redirect } from "./visit.ts";
import type { Answer, Visit } from "./visit.ts";

/** A path of this site with an optional query: one slash first, so that no other host can be named. */
const LOCAL_PATH = /^\/(?![/\\])[\w\-./~%?=&]{0,300}$/;

/** `POST /language`: remembers the choice and goes back to the page it was made on. */
export const submitLanguage = (visit: Visit): Answer => {
  const language = parseLanguage(visit.form["language"]);
  if (language !== undefined) setLanguage(visit.reply, language);
  const path = visit.form["path"] ?? "/";
  return redirect(LOCAL_PATH.test(path) ? path : "/");
};
