import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { acquisitionPage } from "./view.ts";

/** `GET /certificate/acquire`. */
export const showAcquisition = (visit: Visit): Answer => pageAnswer(acquisitionPage(visit.page));
