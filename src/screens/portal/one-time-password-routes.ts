import {
  showInitialisableTokens,
  showRevocableTokens,
  showTokenInitialisation,
  showTokenRevocation,
  submitTokenInitialisation,
  submitTokenRevocation,
} from "./BRSK031-tokens/handler.ts";
import {
  initialisationConfirmationScreen,
  initialisationListScreen,
  initialisationResultScreen,
  revocationConfirmationScreen,
  revocationListScreen,
  revocationResultScreen,
} from "./BRSK031-tokens/texts.ts";
import { FACTOR_PATHS } from "./login-factors-first.ts";
import {
  softwareScreen,
  startScreen,
  synchronisationScreen,
  valueScreen,
} from "./one-time-password-texts.ts";
import { ownTokenPlace, tokenInitialisationPlace, tokenRevocationPlace } from "./places.ts";
import type { SessionRoute } from "./route.ts";
import { showLoginOtp, submitLoginOtp } from "./TOTP001-one-time-password/handler.ts";
import {
  showAppProof,
  showOwnToken,
  showStart,
  showSynchronisation,
  submitAppProof,
  submitStart,
  submitSynchronisation,
} from "./TOTP006-own-token/handler.ts";
import { showKey, submitKey } from "./TOTP006-own-token/key-handler.ts";
import { appProofScreen, ownTokenScreen } from "./TOTP006-own-token/texts.ts";

type Step = Omit<SessionRoute, "access">;

const login = FACTOR_PATHS.oneTimePassword;
const own = ownTokenPlace.path;
const revocation = tokenRevocationPlace.path;
const initialisation = tokenInitialisationPlace.path;

/** At login and in the settings. What is asked depends on the user's token, so one address may show several screens. */
const ownSteps: readonly Step[] = [
  { screen: valueScreen, method: "GET", path: login, handle: showLoginOtp },
  { screen: valueScreen, method: "POST", path: login, handle: submitLoginOtp },
  { screen: ownTokenScreen, method: "GET", path: own, handle: showOwnToken },
  { screen: startScreen, method: "GET", path: `${own}/start`, handle: showStart },
  { screen: startScreen, method: "POST", path: `${own}/start`, handle: submitStart },
  { screen: synchronisationScreen, method: "GET", path: `${own}/synchronise`, handle: showSynchronisation },
  {
    screen: synchronisationScreen,
    method: "POST",
    path: `${own}/synchronise`,
    handle: submitSynchronisation,
  },
  { screen: appProofScreen, method: "GET", path: `${own}/app`, handle: showAppProof },
  { screen: appProofScreen, method: "POST", path: `${own}/app`, handle: submitAppProof },
  { screen: softwareScreen, method: "GET", path: `${own}/app/key`, handle: showKey },
  { screen: softwareScreen, method: "POST", path: `${own}/app/key`, handle: submitKey },
];

const administration: readonly Step[] = [
  { screen: revocationListScreen, method: "GET", path: revocation, handle: showRevocableTokens },
  {
    screen: revocationConfirmationScreen,
    method: "GET",
    path: `${revocation}/:serial`,
    handle: showTokenRevocation,
  },
  {
    screen: revocationResultScreen,
    method: "POST",
    path: `${revocation}/:serial`,
    handle: submitTokenRevocation,
  },
  { screen: initialisationListScreen, method: "GET", path: initialisation, handle: showInitialisableTokens },
  {
    screen: initialisationConfirmationScreen,
    method: "GET",
    path: `${initialisation}/:serial`,
    handle: showTokenInitialisation,
  },
  {
    screen: initialisationResultScreen,
    method: "POST",
    path: `${initialisation}/:serial`,
    handle: submitTokenInitialisation,
  },
];

/** One-time passwords; part of the list in routes.ts. */
export const oneTimePasswordRoutes: readonly SessionRoute[] = [
  ...ownSteps.map((route): SessionRoute => Object.assign({ access: "loggedIn" as const }, route)),
  ...administration.map((route): SessionRoute =>
    Object.assign({ access: "administerTokens" as const }, route),
  ),
];
