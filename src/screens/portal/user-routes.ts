import { showUsers } from "./BRSK005-users/handler.ts";
import { usersScreen } from "./BRSK005-users/texts.ts";
import {
  showRegistrationForm,
  submitRegistration,
  submitRegistrationForm,
} from "./BRSK006-user-registration/handler.ts";
import {
  registrationConfirmationScreen,
  registrationFormScreen,
  registrationResultScreen,
} from "./BRSK006-user-registration/texts.ts";
import { showSuspension, showSuspensionList, submitSuspension } from "./BRSK016-user-suspension/handler.ts";
import {
  suspensionConfirmationScreen,
  suspensionListScreen,
  suspensionResultScreen,
} from "./BRSK016-user-suspension/texts.ts";
import { showReissue, submitReissue } from "./TRSK006-reissue/handler.ts";
import { reissueResultScreen, reissueScreen } from "./TRSK006-reissue/texts.ts";
import type { PortalRoute } from "./route.ts";

/** The screens of 管理 → 利用者管理 but those of revocation. */
export const userRoutes: readonly PortalRoute[] = [
  {
    screen: usersScreen,
    method: "GET",
    path: "/administration/users/list",
    access: "administration",
    handle: showUsers,
  },
  {
    screen: reissueScreen,
    method: "GET",
    path: "/administration/users/list/:user/reissue",
    access: "administration",
    handle: showReissue,
  },
  {
    screen: reissueResultScreen,
    method: "POST",
    path: "/administration/users/list/:user/reissue",
    access: "administration",
    handle: submitReissue,
  },
  {
    screen: registrationFormScreen,
    method: "GET",
    path: "/administration/users/new",
    access: "administration",
    handle: showRegistrationForm,
  },
  {
    screen: registrationConfirmationScreen,
    method: "POST",
    path: "/administration/users/new",
    access: "administration",
    handle: submitRegistrationForm,
  },
  {
    screen: registrationResultScreen,
    method: "POST",
    path: "/administration/users/new/register",
    access: "administration",
    handle: submitRegistration,
  },
  {
    screen: suspensionListScreen,
    method: "GET",
    path: "/administration/users/suspension",
    access: "administration",
    handle: showSuspensionList,
  },
  {
    screen: suspensionConfirmationScreen,
    method: "GET",
    path: "/administration/users/suspension/:user",
    access: "administration",
    handle: showSuspension,
  },
  {
    screen: suspensionResultScreen,
    method: "POST",
    path: "/administration/users/suspension/:user",
    access: "administration",
    handle: submitSuspension,
  },
];
