import { commandFor } from "../issuer-task.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { acquisitionConfirmationPage } from "./view.ts";

/** `GET /certificate/acquire/confirm`. */
export const showAcquisitionConfirmation = (visit: Visit): Answer =>
  pageAnswer(acquisitionConfirmationPage(visit.page, { command: commandFor(visit, "issue") }));
