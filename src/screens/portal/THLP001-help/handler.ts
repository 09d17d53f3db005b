import { notFound } from "#platform/http/problem.ts";
import { notFoundScreen, problemPage } from "../problem-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { helpTopics } from "./topics.ts";
import { helpPage } from "./view.ts";

/** `GET /help/<screen>`. */
export const showHelp = (visit: Visit): Answer => {
  const topic = helpTopics.get(visit.parameters["screen"] ?? "");
  return topic === undefined
    ? pageAnswer(problemPage(visit.page, notFound, notFoundScreen), 404)
    : pageAnswer(helpPage(visit.page, topic));
};
