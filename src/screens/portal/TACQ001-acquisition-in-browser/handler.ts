import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { deviceOf } from "./devices.ts";
import { inBrowserPage } from "./view.ts";

/** `GET /certificate/acquire/in-browser`. Refused: ACQUISITION_IN_BROWSER_FORBIDDEN, by the institution's policy. */
export const showAcquisitionInBrowser = (visit: Visit): Answer => {
  const { institution, page, request, services } = visit;
  if (institution.acquisition.inBrowser.use === "forbidden") {
    const refusal = describe({
      code: "ACQUISITION_IN_BROWSER_FORBIDDEN",
      detail: "by the institution's policy",
    });
    return pageAnswer(problemPage(page, refusal), statusOf(refusal));
  }
  const { enrollment } = services.addresses;
  return pageAnswer(
    inBrowserPage(page, {
      sessions: `${enrollment}/enrollment/v1/${institution.id}/sessions`,
      suggested: deviceOf(request.headers["user-agent"]),
    }),
  );
};
