import type { SessionRoute } from "./route.ts";
import { showReadiness, submitReminder } from "./TRDY001-readiness/handler.ts";
import { readinessScreen, remindedScreen } from "./TRDY001-readiness/texts.ts";
import {
  showFinish,
  showPlan,
  submitFinish,
  submitPlan,
  submitPlanForm,
} from "./TRDY003-transition-plan/handler.ts";
import {
  finishScreen,
  planConfirmationScreen,
  planResultScreen,
  planScreen,
} from "./TRDY003-transition-plan/texts.ts";

const BOARD = "/administration/readiness";

/** The move to certificates; part of the list in routes.ts. */
export const readinessRoutes: readonly SessionRoute[] = [
  { screen: readinessScreen, method: "GET", path: BOARD, access: "viewUsers", handle: showReadiness },
  {
    screen: remindedScreen,
    method: "POST",
    path: `${BOARD}/remind`,
    access: "planTransition",
    handle: submitReminder,
  },
  { screen: planScreen, method: "GET", path: `${BOARD}/plan`, access: "planTransition", handle: showPlan },
  {
    screen: planConfirmationScreen,
    method: "POST",
    path: `${BOARD}/plan`,
    access: "planTransition",
    handle: submitPlanForm,
  },
  {
    screen: planResultScreen,
    method: "POST",
    path: `${BOARD}/plan/execute`,
    access: "planTransition",
    handle: submitPlan,
  },
  {
    screen: finishScreen,
    method: "GET",
    path: `${BOARD}/finish`,
    access: "planTransition",
    handle: showFinish,
  },
  {
    screen: planResultScreen,
    method: "POST",
    path: `${BOARD}/finish`,
    access: "planTransition",
    handle: submitFinish,
  },
];
