import type { PortalRoute, PublicRoute, SessionRoute } from "./route.ts";
import {
  resendMailCode,
  showMailAddress,
  showMailCode,
  submitMailAddress,
  submitMailCode,
} from "./TMAI001-mail-address/handler.ts";
import { mailAddressScreen, mailCodeScreen, mailResultScreen } from "./TMAI001-mail-address/view.ts";
import {
  resendCode,
  showAccount,
  showCheck,
  showChoice,
  showCode,
  showResult,
  submitAccount,
  submitCheck,
  submitChoice,
  submitCode,
} from "./TREG001-registration/handler.ts";
import {
  accountScreen,
  checkScreen,
  choiceScreen,
  codeScreen,
  resultScreen,
} from "./TREG001-registration/screens.ts";
import {
  postponeSecrets,
  showSecretChange,
  showSecretReminder,
  submitSecretChange,
} from "./TSEC001-secret-change/handler.ts";
import { secretReminderScreen } from "./TSEC001-secret-change/reminder-view.ts";
import { secretResultScreen } from "./TSEC001-secret-change/result-view.ts";
import { secretChangeScreen } from "./TSEC001-secret-change/view.ts";
import { showOwnSettings } from "./TSET001-own-settings/handler.ts";
import { ownSettingsScreen } from "./TSET001-own-settings/view.ts";

type Step<Route extends PortalRoute> = Omit<Route, "access">;

/** Before anybody can log in: ログインID取得. */
const open: readonly Step<PublicRoute>[] = [
  { screen: accountScreen, method: "GET", path: "/registration", handle: showAccount },
  { screen: accountScreen, method: "POST", path: "/registration", handle: submitAccount },
  { screen: choiceScreen, method: "GET", path: "/registration/details", handle: showChoice },
  { screen: choiceScreen, method: "POST", path: "/registration/details", handle: submitChoice },
  { screen: codeScreen, method: "GET", path: "/registration/mail", handle: showCode },
  { screen: codeScreen, method: "POST", path: "/registration/mail", handle: submitCode },
  { screen: codeScreen, method: "POST", path: "/registration/mail/resend", handle: resendCode },
  { screen: checkScreen, method: "GET", path: "/registration/confirm", handle: showCheck },
  { screen: checkScreen, method: "POST", path: "/registration/confirm", handle: submitCheck },
  { screen: resultScreen, method: "GET", path: "/registration/result", handle: showResult },
];

/** What customers set about themselves. */
const own: readonly Step<SessionRoute>[] = [
  { screen: ownSettingsScreen, method: "GET", path: "/settings", handle: showOwnSettings },
  {
    screen: secretReminderScreen,
    method: "GET",
    path: "/settings/secrets/reminder",
    handle: showSecretReminder,
  },
  {
    screen: secretReminderScreen,
    method: "POST",
    path: "/settings/secrets/reminder",
    handle: postponeSecrets,
  },
  { screen: secretChangeScreen, method: "GET", path: "/settings/secrets/:which", handle: showSecretChange },
  {
    screen: secretResultScreen,
    method: "POST",
    path: "/settings/secrets/:which",
    handle: submitSecretChange,
  },
  { screen: mailAddressScreen, method: "GET", path: "/settings/mail", handle: showMailAddress },
  { screen: mailAddressScreen, method: "POST", path: "/settings/mail", handle: submitMailAddress },
  { screen: mailCodeScreen, method: "GET", path: "/settings/mail/code", handle: showMailCode },
  { screen: mailResultScreen, method: "POST", path: "/settings/mail/code", handle: submitMailCode },
  { screen: mailCodeScreen, method: "POST", path: "/settings/mail/resend", handle: resendMailCode },
];

/** First contact and own settings; part of the list in routes.ts. */
export const firstContactRoutes: readonly PortalRoute[] = [
  ...open.map((route): PublicRoute => Object.assign({ access: "anyone" as const }, route)),
  ...own.map((route): SessionRoute => Object.assign({ access: "loggedIn" as const }, route)),
];
