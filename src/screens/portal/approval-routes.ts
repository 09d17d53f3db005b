import type { SessionRoute } from "./route.ts";
import { showProposals } from "./TAPR002-proposals/handler.ts";
import { proposalsScreen } from "./TAPR002-proposals/view.ts";
import { showProposal, submitDecision } from "./TAPR003-proposal/handler.ts";
import { proposalResultScreen, proposalScreen } from "./TAPR003-proposal/texts.ts";

/** Acts that wait for another administrator; part of the list in routes.ts. Whoever proposes sees them, too. */
export const approvalRoutes: readonly SessionRoute[] = [
  {
    screen: proposalsScreen,
    method: "GET",
    path: "/administration/proposals",
    access: "administration",
    handle: showProposals,
  },
  {
    screen: proposalScreen,
    method: "GET",
    path: "/administration/proposals/:proposal",
    access: "administration",
    handle: showProposal,
  },
  {
    screen: proposalResultScreen,
    method: "POST",
    path: "/administration/proposals/:proposal",
    access: "administration",
    handle: submitDecision,
  },
];
