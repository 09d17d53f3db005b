import type { RefusalKind } from "#domain/refusal/refusal.ts";
import { describe } from "#screens/portal/refusals.ts";
import type { PortalRoute } from "#screens/portal/route.ts";
import { portalRouteList } from "#screens/portal/routes.ts";
import type { PortalAnswer, PortalBrowser, PortalWorld } from "../portal.ts";
import { codeOnPage } from "./markup.ts";
import { crawl } from "./crawl.ts";
import { addressOf } from "./parameters.ts";
import { partiesOf, staffedContract } from "./parties.ts";
import type { Party, Staffed } from "./parties.ts";

/** What became of one request. `outcome` is `yes`, `login` (asked to log in first), or the code of the refusal. */
export interface Observation {
  readonly institution: string;
  readonly party: Party;
  readonly route: PortalRoute;
  readonly outcome: string;
  /** Whether a page that this party reaches by links leads there, by a link or a form. */
  readonly isOffered: boolean;
}

/** Refusals by which a screen judges what was sent: whoever reads them has been let in. */
const JUDGED: ReadonlySet<RefusalKind> = new Set(["invalid", "conflict", "tooMany"]);

const outcomeOf = (route: PortalRoute, answer: PortalAnswer): string => {
  if (answer.status === 303)
    return route.access !== "anyone" && answer.location === "/login" ? "login" : "yes";
  if (answer.status === 200) return "yes";
  const code = codeOnPage(answer.text);
  if (code === undefined) return String(answer.status);
  return JUDGED.has(describe({ code, detail: "" }).kind) ? "yes" : code;
};

/** A page that everybody may see at any time, with a form and so with a token. */
const TOKEN_PAGE = "/help/BLGI001";

/** Sends what a screen takes: GET as it is, POST with a token that is good and nothing filled in. */
export const ask = async (
  browser: PortalBrowser,
  route: PortalRoute,
  address: string,
): Promise<PortalAnswer> => {
  if (route.method === "GET") return browser.get(address);
  await browser.get(TOKEN_PAGE);
  return browser.post(address);
};

const observeParty = async (contract: Staffed, party: Party): Promise<Observation[]> => {
  const things = contract.thingsFor(party);
  const { offered } = await crawl(await contract.browser(party), party === "nobody" ? "/login" : "/top");
  let browser = await contract.browser(party);
  const observed: Observation[] = [];
  for (const route of portalRouteList) {
    const answer = await ask(browser, route, addressOf(route.path, things));
    observed.push({
      institution: contract.institution.id,
      party,
      route,
      outcome: outcomeOf(route, answer),
      isOffered: offered.has(`${route.method} ${route.path}`),
    });
    const isEnded = party !== "nobody" && !browser.cookies.has("__Host-tegata-session");
    if (isEnded) browser = await contract.browser(party);
  }
  return observed;
};

/** Asks for every screen in every role at every institution, with real sessions, and says what became of it. */
export const observeAccess = async (world: PortalWorld): Promise<Observation[]> => {
  const observed: Observation[] = [];
  for (const { id } of world.context.institutions.all) {
    const contract = await staffedContract(world, id);
    for (const party of partiesOf(contract.institution))
      observed.push(...(await observeParty(contract, party)));
  }
  return observed;
};
