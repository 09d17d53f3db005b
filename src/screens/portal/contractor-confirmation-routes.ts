import {
  checkAnswers,
  showQuestions,
  showStatus,
  submitAnswers,
} from "./TCNF001-contractor-confirmation/handler.ts";
import { checkScreen, questionsScreen, statusScreen } from "./TCNF001-contractor-confirmation/texts.ts";
import { CONFIRMATION_PATH, CONFIRMATION_STATUS_PATH } from "./contractor-confirmation-first.ts";
import type { PortalRoute } from "./route.ts";

/** 契約者確認. */
export const contractorConfirmationRoutes: readonly PortalRoute[] = [
  {
    screen: questionsScreen,
    method: "GET",
    path: CONFIRMATION_PATH,
    access: "loggedIn",
    handle: showQuestions,
  },
  {
    screen: checkScreen,
    method: "POST",
    path: CONFIRMATION_PATH,
    access: "loggedIn",
    handle: checkAnswers,
  },
  {
    screen: statusScreen,
    method: "POST",
    path: `${CONFIRMATION_PATH}/submit`,
    access: "loggedIn",
    handle: submitAnswers,
  },
  {
    screen: statusScreen,
    method: "GET",
    path: CONFIRMATION_STATUS_PATH,
    access: "loggedIn",
    handle: showStatus,
  },
];
