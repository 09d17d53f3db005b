import { showDisowning, submitDisowning } from "./TDIS001-not-me/handler.ts";
import { disownedScreen, disowningScreen } from "./TDIS001-not-me/texts.ts";
import {
  showReplacementConfirmation,
  showReplacementProof,
  showReplacementResult,
  showReplacementStart,
  startReplacement,
  submitReplacement,
  submitReplacementProof,
} from "./TRPL001-replace-pc/handler.ts";
import { showOwnReplacement, submitOwnReplacement } from "./TRPL001-replace-pc/own-handler.ts";
import {
  replacementConfirmationScreen,
  replacementProofScreen,
  replacementResultScreen,
  replacementStartScreen,
} from "./TRPL001-replace-pc/texts.ts";
import { OWN_REPLACEMENT_PATH, REPLACEMENT_PATH } from "./places.ts";
import type { PortalRoute } from "./route.ts";

const disown = "/certificates/:serial/disown";

/** Replace this PC, and “this was not me”; part of the list in routes.ts. */
export const replacementRoutes: readonly PortalRoute[] = [
  {
    screen: replacementStartScreen,
    method: "GET",
    path: REPLACEMENT_PATH,
    access: "anyone",
    handle: showReplacementStart,
  },
  {
    screen: replacementStartScreen,
    method: "POST",
    path: REPLACEMENT_PATH,
    access: "anyone",
    handle: startReplacement,
  },
  {
    screen: replacementProofScreen,
    method: "GET",
    path: `${REPLACEMENT_PATH}/proof`,
    access: "anyone",
    handle: showReplacementProof,
  },
  {
    screen: replacementProofScreen,
    method: "POST",
    path: `${REPLACEMENT_PATH}/proof`,
    access: "anyone",
    handle: submitReplacementProof,
  },
  {
    screen: replacementConfirmationScreen,
    method: "GET",
    path: `${REPLACEMENT_PATH}/confirm`,
    access: "anyone",
    handle: showReplacementConfirmation,
  },
  {
    screen: replacementResultScreen,
    method: "POST",
    path: `${REPLACEMENT_PATH}/confirm`,
    access: "anyone",
    handle: submitReplacement,
  },
  {
    screen: replacementResultScreen,
    method: "GET",
    path: `${REPLACEMENT_PATH}/result`,
    access: "anyone",
    handle: showReplacementResult,
  },
  {
    screen: replacementConfirmationScreen,
    method: "GET",
    path: OWN_REPLACEMENT_PATH,
    access: "loggedIn",
    handle: showOwnReplacement,
  },
  {
    screen: replacementResultScreen,
    method: "POST",
    path: OWN_REPLACEMENT_PATH,
    access: "loggedIn",
    handle: submitOwnReplacement,
  },
  { screen: disowningScreen, method: "GET", path: disown, access: "loggedIn", handle: showDisowning },
  { screen: disownedScreen, method: "POST", path: disown, access: "loggedIn", handle: submitDisowning },
];
