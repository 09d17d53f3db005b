import { administrationScreen } from "./BSSK001-administration/view.ts";
import { showAdministration } from "./BSSK001-administration/handler.ts";
import { acquisitionScreens } from "./BSMS001-acquisition/view.ts";
import { showAcquisition } from "./BSMS001-acquisition/handler.ts";
import { confirmationScreen } from "./BSMS002-acquisition-confirmation/view.ts";
import { showAcquisitionConfirmation } from "./BSMS002-acquisition-confirmation/handler.ts";
import { progressScreen } from "./BSMS003-acquisition-progress/view.ts";
import { showAcquisitionProgress } from "./BSMS003-acquisition-progress/handler.ts";
import {
  showLogin,
  startCertificateLogin,
  submitPasswordLogin,
  toFirstPage,
} from "./BLGI001-login/handler.ts";
import { loginScreens } from "./BLGI001-login/texts.ts";
import { showUserAdministration } from "./BRSK001-user-administration/handler.ts";
import { userAdministrationScreen } from "./BRSK001-user-administration/view.ts";
import { showCertificatesOfUsers } from "./BRSK018-certificates-of-users/handler.ts";
import { certificatesOfUsersScreen } from "./BRSK018-certificates-of-users/view.ts";
import { showRevocationConfirmation, submitRevocation } from "./BRSK019-revocation-confirmation/handler.ts";
import { revocationResultScreen } from "./BRSK019-revocation-confirmation/result-view.ts";
import { revocationConfirmationScreen } from "./BRSK019-revocation-confirmation/view.ts";
import { showTop } from "./BTOP001-top/handler.ts";
import { topScreens } from "./BTOP001-top/texts.ts";
import { returnFromGate } from "./TCRT001-certificate-result/handler.ts";
import { certificateResultScreen } from "./TCRT001-certificate-result/view.ts";
import { showOwnCertificates } from "./TOWN001-own-certificates/handler.ts";
import { ownCertificatesScreen } from "./TOWN001-own-certificates/texts.ts";
import { showLogout, submitLogout } from "./TLGO001-logout/handler.ts";
import { logoutScreen } from "./TLGO001-logout/view.ts";
import {
  showCertificatePassword,
  submitCertificatePassword,
} from "./TPWD001-certificate-password/handler.ts";
import { certificatePasswordScreen } from "./TPWD001-certificate-password/view.ts";
import { showRenewalChoice } from "./TRNW001-renewal-choice/handler.ts";
import { passImportantNotice, showImportantNotice } from "./TNTC001-important-notice/handler.ts";
import { importantNoticeScreen } from "./TNTC001-important-notice/view.ts";
import { confirmForcedNotice, showForcedNotice } from "./TNTC002-forced-notice/handler.ts";
import { forcedNoticeScreen } from "./TNTC002-forced-notice/view.ts";
import { renewalChoiceScreen } from "./TRNW001-renewal-choice/view.ts";
import { contractorConfirmationRoutes } from "./contractor-confirmation-routes.ts";
import { environmentRoutes } from "./environment-routes.ts";
import { additionalAuthenticationRoutes } from "./additional-authentication-routes.ts";
import { firstContactRoutes } from "./first-contact-routes.ts";
import { inBrowserRoutes } from "./in-browser-routes.ts";
import { helpRoutes } from "./help-routes.ts";
import { submitLanguage } from "./language.ts";
import { oneTimePasswordRoutes } from "./one-time-password-routes.ts";
import { replacementRoutes } from "./replacement-routes.ts";
import type { PortalRoute } from "./route.ts";
import { transactionAuthenticationRoutes } from "./transaction-authentication-routes.ts";
import { approvalRoutes } from "./approval-routes.ts";
import { readinessRoutes } from "./readiness-routes.ts";
import { userRoutes } from "./user-routes.ts";

const login = loginScreens.bizsol;
const acquisition = acquisitionScreens.bizsol;
const revocation = "/administration/users/certificates/:user/revoke";

/**
 * All screens of the portal: the only list of them (routes.test.ts keeps a snapshot of the addresses). Ids are the
 * documents'; those that begin with T are ours, where the documents name none. Where the families call a screen
 * differently, the id of the BizSOL family stands here.
 */
export const portalRouteList: readonly PortalRoute[] = [
  { screen: login, method: "GET", path: "/", access: "anyone", handle: toFirstPage },
  { screen: login, method: "GET", path: "/login", access: "anyone", handle: showLogin },
  { screen: login, method: "POST", path: "/login/password", access: "anyone", handle: submitPasswordLogin },
  {
    screen: login,
    method: "POST",
    path: "/login/certificate",
    access: "anyone",
    handle: startCertificateLogin,
  },
  {
    screen: certificateResultScreen,
    method: "GET",
    path: "/login/certificate/return",
    access: "anyone",
    handle: returnFromGate,
  },
  {
    screen: certificatePasswordScreen,
    method: "GET",
    path: "/login/certificate/password",
    access: "anyone",
    handle: showCertificatePassword,
  },
  {
    screen: certificatePasswordScreen,
    method: "POST",
    path: "/login/certificate/password",
    access: "anyone",
    handle: submitCertificatePassword,
  },
  {
    screen: acquisition,
    method: "GET",
    path: "/certificate/acquire",
    access: "anyone",
    handle: showAcquisition,
  },
  {
    screen: confirmationScreen,
    method: "GET",
    path: "/certificate/acquire/confirm",
    access: "anyone",
    handle: showAcquisitionConfirmation,
  },
  ...inBrowserRoutes,
  {
    screen: progressScreen,
    method: "GET",
    path: "/certificate/acquire/progress",
    access: "anyone",
    handle: showAcquisitionProgress,
  },
  {
    screen: importantNoticeScreen,
    method: "GET",
    path: "/notices/important",
    access: "loggedIn",
    duringNotices: "important",
    handle: showImportantNotice,
  },
  {
    screen: importantNoticeScreen,
    method: "POST",
    path: "/notices/important",
    access: "loggedIn",
    duringNotices: "important",
    handle: passImportantNotice,
  },
  {
    screen: forcedNoticeScreen,
    method: "GET",
    path: "/notices/forced",
    access: "loggedIn",
    duringNotices: "any",
    handle: showForcedNotice,
  },
  {
    screen: forcedNoticeScreen,
    method: "POST",
    path: "/notices/forced",
    access: "loggedIn",
    duringNotices: "any",
    handle: confirmForcedNotice,
  },
  ...contractorConfirmationRoutes,
  ...environmentRoutes,
  ...firstContactRoutes,
  ...additionalAuthenticationRoutes,
  { screen: topScreens.bizsol, method: "GET", path: "/top", access: "loggedIn", handle: showTop },
  {
    screen: ownCertificatesScreen,
    method: "GET",
    path: "/certificates",
    access: "loggedIn",
    handle: showOwnCertificates,
  },
  ...replacementRoutes,
  {
    screen: renewalChoiceScreen,
    method: "GET",
    path: "/certificate/renew",
    access: "loggedIn",
    duringNotices: "important",
    handle: showRenewalChoice,
  },
  {
    screen: administrationScreen,
    method: "GET",
    path: "/administration",
    access: "administration",
    handle: showAdministration,
  },
  {
    screen: userAdministrationScreen,
    method: "GET",
    path: "/administration/users",
    access: "administration",
    handle: showUserAdministration,
  },
  ...userRoutes,
  ...approvalRoutes,
  ...readinessRoutes,
  ...oneTimePasswordRoutes,
  ...transactionAuthenticationRoutes,
  {
    screen: certificatesOfUsersScreen,
    method: "GET",
    path: "/administration/users/certificates",
    access: "revocation",
    handle: showCertificatesOfUsers,
  },
  {
    screen: revocationConfirmationScreen,
    method: "GET",
    path: revocation,
    access: "revocation",
    handle: showRevocationConfirmation,
  },
  {
    screen: revocationResultScreen,
    method: "POST",
    path: revocation,
    access: "revocation",
    handle: submitRevocation,
  },
  { screen: logoutScreen, method: "POST", path: "/logout", access: "anyone", handle: submitLogout },
  { screen: logoutScreen, method: "GET", path: "/logout", access: "anyone", handle: showLogout },
  { screen: login, method: "POST", path: "/language", access: "anyone", handle: submitLanguage },
  ...helpRoutes,
];
