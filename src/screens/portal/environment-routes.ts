import {
  showCertificateCheck,
  showEnvironment,
  startCertificateCheck,
} from "./TENV001-environment/handler.ts";
import { certificateCheckScreen, environmentScreen } from "./TENV001-environment/texts.ts";
import { CERTIFICATE_CHECK_PATH, environmentPlace } from "./places.ts";
import type { PortalRoute } from "./route.ts";

/** ご利用環境: for everybody, whether logged in or not. */
export const environmentRoutes: readonly PortalRoute[] = [
  {
    screen: environmentScreen,
    method: "GET",
    path: environmentPlace.path,
    access: "anyone",
    handle: showEnvironment,
  },
  {
    screen: certificateCheckScreen,
    method: "GET",
    path: CERTIFICATE_CHECK_PATH,
    access: "anyone",
    handle: showCertificateCheck,
  },
  {
    screen: certificateCheckScreen,
    method: "POST",
    path: CERTIFICATE_CHECK_PATH,
    access: "anyone",
    handle: startCertificateCheck,
  },
];
