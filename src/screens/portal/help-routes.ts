import { showErrorCode, showErrorCodes, showHelp, showHelpIndex } from "./THLP001-help/handler.ts";
import { errorCodeScreen, errorCodesScreen, helpIndexScreen } from "./THLP001-help/index-view.ts";
import { helpScreen } from "./THLP001-help/view.ts";
import type { PortalRoute } from "./route.ts";

/** Help, for everybody. */
export const helpRoutes: readonly PortalRoute[] = [
  { screen: helpIndexScreen, method: "GET", path: "/help", access: "anyone", handle: showHelpIndex },
  { screen: helpScreen, method: "GET", path: "/help/:screen", access: "anyone", handle: showHelp },
  { screen: errorCodesScreen, method: "GET", path: "/errors", access: "anyone", handle: showErrorCodes },
  { screen: errorCodeScreen, method: "GET", path: "/errors/:code", access: "anyone", handle: showErrorCode },
];
