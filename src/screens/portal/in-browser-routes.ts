import type { PortalRoute } from "./route.ts";
import { showAcquisitionInBrowser } from "./TACQ001-acquisition-in-browser/handler.ts";
import { inBrowserScreen } from "./TACQ001-acquisition-in-browser/texts.ts";

/** Acquisition without the issuing application; part of the list in routes.ts. */
export const inBrowserRoutes: readonly PortalRoute[] = [
  {
    screen: inBrowserScreen,
    method: "GET",
    path: "/certificate/acquire/in-browser",
    access: "anyone",
    handle: showAcquisitionInBrowser,
  },
];
