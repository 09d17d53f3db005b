import { ownTransactionPlace, transactionTokensPlace } from "./places.ts";
import type { SessionRoute } from "./route.ts";
import {
  showOwnTransaction,
  showRegistrationCode,
  showSelection,
  submitRegistrationNumber,
  submitSelection,
} from "./TTXA001-transaction-authentication/handler.ts";
import {
  ownTransactionScreen,
  registrationScreen,
  selectionScreen,
  startedScreen,
} from "./TTXA001-transaction-authentication/texts.ts";
import {
  showTransactionTokenRevocation,
  showTransactionTokens,
  submitTransactionTokenRevocation,
} from "./TTXA004-transaction-tokens/handler.ts";
import {
  tokenRevocationScreen,
  tokenRevokedScreen,
  tokensScreen,
} from "./TTXA004-transaction-tokens/texts.ts";

const own = ownTransactionPlace.path;
const tokens = transactionTokensPlace.path;

type Step = Omit<SessionRoute, "access">;

const ownSteps: readonly Step[] = [
  { screen: ownTransactionScreen, method: "GET", path: own, handle: showOwnTransaction },
  { screen: selectionScreen, method: "GET", path: `${own}/start`, handle: showSelection },
  { screen: selectionScreen, method: "POST", path: `${own}/start`, handle: submitSelection },
  { screen: registrationScreen, method: "GET", path: `${own}/register`, handle: showRegistrationCode },
  { screen: startedScreen, method: "POST", path: `${own}/register`, handle: submitRegistrationNumber },
];

const administration: readonly Step[] = [
  { screen: tokensScreen, method: "GET", path: tokens, handle: showTransactionTokens },
  {
    screen: tokenRevocationScreen,
    method: "GET",
    path: `${tokens}/:serial`,
    handle: showTransactionTokenRevocation,
  },
  {
    screen: tokenRevokedScreen,
    method: "POST",
    path: `${tokens}/:serial`,
    handle: submitTransactionTokenRevocation,
  },
];

/** Transaction authentication of the visitor and of the contract; part of the list in routes.ts. */
export const transactionAuthenticationRoutes: readonly SessionRoute[] = [
  ...ownSteps.map((route): SessionRoute => Object.assign({ access: "loggedIn" as const }, route)),
  ...administration.map((route): SessionRoute =>
    Object.assign({ access: "administerTokens" as const }, route),
  ),
];
