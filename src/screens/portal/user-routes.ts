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
import { userDetailRoutes } from "./user-detail-routes.ts";

/** The screens of 管理 → 利用者管理 but those of revocation. */
export const userRoutes: readonly PortalRoute[] = [
  ...userDetailRoutes,
  {
    screen: usersScreen,
    method: "GET",
    path: "/administration/users/list",
    access: "viewUsers",
    handle: showUsers,
  },
  {
    screen: reissueScreen,
    method: "GET",
    path: "/administration/users/list/:user/reissue",
    access: "issueCertificates",
    handle: showReissue,
  },
  {
    screen: reissueResultScreen,
    method: "POST",
    path: "/administration/users/list/:user/reissue",
    access: "issueCertificates",
    handle: submitReissue,
  },
  {
    screen: registrationFormScreen,
    method: "GET",
    path: "/administration/users/new",
    access: "registerUsers",
    handle: showRegistrationForm,
  },
  {
    screen: registrationConfirmationScreen,
    method: "POST",
    path: "/administration/users/new",
    access: "registerUsers",
    handle: submitRegistrationForm,
  },
  {
    screen: registrationResultScreen,
    method: "POST",
    path: "/administration/users/new/register",
    access: "registerUsers",
    handle: submitRegistration,
  },
  {
    screen: suspensionListScreen,
    method: "GET",
    path: "/administration/users/suspension",
    access: "stopUsers",
    handle: showSuspensionList,
  },
  {
    screen: suspensionConfirmationScreen,
    method: "GET",
    path: "/administration/users/suspension/:user",
    access: "stopUsers",
    handle: showSuspension,
  },
  {
    screen: suspensionResultScreen,
    method: "POST",
    path: "/administration/users/suspension/:user",
    access: "stopUsers",
    handle: submitSuspension,
  },
];
