import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { hasIssuingApplication } from "../issuing-application.ts";
import { acquisitionPage } from "./view.ts";

/** `GET /certificate/acquire`. */
export const showAcquisition = (visit: Visit): Answer =>
  pageAnswer(
    acquisitionPage(visit.page, {
      hasApplication: hasIssuingApplication(visit.request.headers["user-agent"]),
    }),
  );
