import type { SessionRoute } from "./route.ts";
import { showDetails } from "./TRSK008-user-details/handler.ts";
import { detailsScreen } from "./TRSK008-user-details/texts.ts";
import { showChange, submitChange, submitChangeForm } from "./TRSK009-user-change/handler.ts";
import { changeConfirmationScreen, changeResultScreen, changeScreen } from "./TRSK009-user-change/texts.ts";
import { showDeletion, submitDeletion } from "./TRSK012-user-deletion/handler.ts";
import { deletionResultScreen, deletionScreen } from "./TRSK012-user-deletion/texts.ts";
import { showReset, submitReset } from "./TRSK014-secret-reset/handler.ts";
import { resetResultScreen, resetScreen } from "./TRSK014-secret-reset/texts.ts";
import { showUnlock, submitUnlock } from "./TRSK016-user-unlock/handler.ts";
import { unlockResultScreen, unlockScreen } from "./TRSK016-user-unlock/texts.ts";

const USER = "/administration/users/list/:user";

/** The page of one user, and what is done from there; part of the list in routes.ts. */
export const userDetailRoutes: readonly SessionRoute[] = [
  { screen: detailsScreen, method: "GET", path: USER, access: "viewUsers", handle: showDetails },
  { screen: changeScreen, method: "GET", path: `${USER}/change`, access: "changeUsers", handle: showChange },
  {
    screen: changeConfirmationScreen,
    method: "POST",
    path: `${USER}/change`,
    access: "changeUsers",
    handle: submitChangeForm,
  },
  {
    screen: changeResultScreen,
    method: "POST",
    path: `${USER}/change/execute`,
    access: "changeUsers",
    handle: submitChange,
  },
  {
    screen: deletionScreen,
    method: "GET",
    path: `${USER}/delete`,
    access: "deleteUsers",
    handle: showDeletion,
  },
  {
    screen: deletionResultScreen,
    method: "POST",
    path: `${USER}/delete`,
    access: "deleteUsers",
    handle: submitDeletion,
  },
  { screen: resetScreen, method: "GET", path: `${USER}/reset`, access: "changeUsers", handle: showReset },
  {
    screen: resetResultScreen,
    method: "POST",
    path: `${USER}/reset`,
    access: "changeUsers",
    handle: submitReset,
  },
  // Where the institution keeps unlocking to itself, the page says so.
  {
    screen: unlockScreen,
    method: "GET",
    path: `${USER}/unlock`,
    access: "administration",
    handle: showUnlock,
  },
  {
    screen: unlockResultScreen,
    method: "POST",
    path: `${USER}/unlock`,
    access: "administration",
    handle: submitUnlock,
  },
];
