import { notFound } from "#platform/http/problem.ts";
import { notFoundScreen, problemPage } from "../problem-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { errorCode } from "./codes.ts";
import { errorCodePage, errorCodesPage, helpIndexPage } from "./index-view.ts";
import { searchHelp } from "./search.ts";
import { helpTopics } from "./topics.ts";
import { helpPage } from "./view.ts";

/** `GET /help/<screen>`. */
export const showHelp = (visit: Visit): Answer => {
  const topic = helpTopics.get(visit.parameters["screen"] ?? "");
  return topic === undefined
    ? pageAnswer(problemPage(visit.page, notFound, notFoundScreen), 404)
    : pageAnswer(helpPage(visit.page, topic));
};

/** `GET /help`, with what is searched for in `q`. */
export const showHelpIndex = ({ page, institution, query }: Visit): Answer => {
  const asked = (query["q"] ?? "").trim();
  return pageAnswer(
    asked === ""
      ? helpIndexPage(page)
      : helpIndexPage(page, { asked, found: searchHelp(institution, asked) }),
  );
};

/** `GET /errors`. */
export const showErrorCodes = ({ page }: Visit): Answer => pageAnswer(errorCodesPage(page));

/** `GET /errors/<code>`. */
export const showErrorCode = ({ page, parameters }: Visit): Answer => {
  const found = errorCode(parameters["code"] ?? "");
  return found === undefined
    ? pageAnswer(problemPage(page, notFound, notFoundScreen), 404)
    : pageAnswer(errorCodePage(page, found));
};
