import { FURTHER_PROOF_ACTS } from "#domain/user-administration/further-proofs.ts";
import { additionalAnswersScreen } from "./additional-answers-page.ts";
import { FACTOR_PATHS } from "./login-factors-first.ts";
import type { SessionRoute } from "./route.ts";
import {
  showAdditionalAuthentication,
  showFirstAnswers,
  submitAdditionalAuthentication,
  submitFirstAnswers,
} from "./TADA001-additional-authentication/handler.ts";
import { additionalAuthenticationScreen } from "./TADA001-additional-authentication/texts.ts";
import {
  ADDITIONAL_ANSWERS_PATH,
  showAdditionalAnswers,
  submitAdditionalAnswers,
} from "./TADA002-additional-answers/handler.ts";
import { additionalAnswersResultScreen } from "./TADA002-additional-answers/result-view.ts";
import { showOwnDevices, submitOwnDevices } from "./TDEV001-own-devices/handler.ts";
import { ownDevicesScreen } from "./TDEV001-own-devices/texts.ts";
import { OWN_DEVICES_PATH } from "./TDEV001-own-devices/view.ts";
import { showAct, showFurtherProofs, submitAct } from "./TFPA001-further-proofs/handler.ts";
import { actScreens, furtherProofsPlace, furtherProofsScreen } from "./TFPA001-further-proofs/texts.ts";
import { showRegistrationCode, submitRegistrationCode } from "./TURC001-registration-code/handler.ts";
import { registrationCodeScreen } from "./TURC001-registration-code/view.ts";

type Step = Omit<SessionRoute, "access">;

const answer = FACTOR_PATHS.additionalAuthentication;
const registration = `${answer}/registration`;
const code = FACTOR_PATHS.userRegistrationCode;

const steps: readonly Step[] = [
  { screen: registrationCodeScreen, method: "GET", path: code, handle: showRegistrationCode },
  { screen: registrationCodeScreen, method: "POST", path: code, handle: submitRegistrationCode },
  {
    screen: additionalAuthenticationScreen,
    method: "GET",
    path: answer,
    handle: showAdditionalAuthentication,
  },
  {
    screen: additionalAuthenticationScreen,
    method: "POST",
    path: answer,
    handle: submitAdditionalAuthentication,
  },
  { screen: additionalAnswersScreen, method: "GET", path: registration, handle: showFirstAnswers },
  { screen: additionalAnswersScreen, method: "POST", path: registration, handle: submitFirstAnswers },
  {
    screen: additionalAnswersScreen,
    method: "GET",
    path: ADDITIONAL_ANSWERS_PATH,
    handle: showAdditionalAnswers,
  },
  {
    screen: additionalAnswersResultScreen,
    method: "POST",
    path: ADDITIONAL_ANSWERS_PATH,
    handle: submitAdditionalAnswers,
  },
  { screen: ownDevicesScreen, method: "GET", path: OWN_DEVICES_PATH, handle: showOwnDevices },
  { screen: ownDevicesScreen, method: "POST", path: OWN_DEVICES_PATH, handle: submitOwnDevices },
];

const administration: readonly Step[] = [
  { screen: furtherProofsScreen, method: "GET", path: furtherProofsPlace.path, handle: showFurtherProofs },
  ...FURTHER_PROOF_ACTS.flatMap((act): Step[] => {
    const path = `${furtherProofsPlace.path}/:user/${actScreens[act].path}`;
    return [
      { screen: actScreens[act].confirmation, method: "GET", path, handle: showAct(act) },
      { screen: actScreens[act].result, method: "POST", path, handle: submitAct(act) },
    ];
  }),
];

/** Additional authentication, user registration code, and the devices from which users log in. */
export const additionalAuthenticationRoutes: readonly SessionRoute[] = [
  ...steps.map((route): SessionRoute => Object.assign({ access: "loggedIn" as const }, route)),
  ...administration.map((route): SessionRoute =>
    Object.assign({ access: "administerTokens" as const }, route),
  ),
];
