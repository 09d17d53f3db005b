import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { mayEnter } from "#screens/portal/access.ts";
import type { PortalRoute } from "#screens/portal/route.ts";
import type { Party } from "./parties.ts";

/** Whether the list of screens lets a party in, before the screen itself is asked. */
export const isLetIn = (institution: InstitutionPolicy, route: PortalRoute, party: Party): boolean => {
  if (route.access === "anyone") return true;
  return party !== "nobody" && mayEnter(route.access, party, institution);
};
