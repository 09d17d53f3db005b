import { contractorDemand } from "#domain/contractor-confirmation/confirmation.ts";
import type { SessionRoute } from "./route.ts";
import { redirect } from "./visit.ts";
import type { Answer, SessionVisit } from "./visit.ts";

/** Where 契約者確認 is answered. */
export const CONFIRMATION_PATH = "/confirmation";
/** Where it says what is being waited for. */
export const CONFIRMATION_STATUS_PATH = "/confirmation/status";

/** Own certificates, and “this was not me”: ending a stolen certificate cannot wait for an answer. */
const cannotWait: ReadonlySet<string> = new Set(["TOWN001", "TDIS001", "TDIS002"]);

/**
 * 契約者確認: whoever has to answer answers before anything else; where the institution's policy says so, the contract then
 * waits. A certificate can be revoked meanwhile: a stolen one cannot wait for an answer.
 */
export const contractorConfirmationFirst = async (
  route: SessionRoute,
  { services, institution, session }: SessionVisit,
): Promise<Answer | "here" | undefined> => {
  const demand = await contractorDemand(services.context, institution, session.user);
  if (demand === "none" || route.access === "revocation" || cannotWait.has(route.screen.id)) return undefined;
  if (route.path.startsWith(CONFIRMATION_PATH)) return "here";
  return redirect(demand === "answer" ? CONFIRMATION_PATH : CONFIRMATION_STATUS_PATH);
};
