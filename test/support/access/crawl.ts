import { portalRouteList } from "#screens/portal/routes.ts";
import type { PortalRoute } from "#screens/portal/route.ts";
import type { PortalAnswer, PortalBrowser } from "../portal.ts";
import { formsOf, linksOf } from "./forms.ts";

/** A page that was reached. */
export interface CrawledPage {
  readonly address: string;
  readonly answer: PortalAnswer;
}

export interface Crawl {
  readonly pages: readonly CrawledPage[];
  /** `METHOD path` of every route that a reached page links to or has a form for. */
  readonly offered: ReadonlySet<string>;
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/:\w+/g, "[^/]+")}$`);

const patterns = portalRouteList
  .map((route) => ({ route, pattern: patternOf(route.path) }))
  // As the router: an address written out goes before one with parts to fill in.
  .toSorted((left, right) => Number(left.route.path.includes(":")) - Number(right.route.path.includes(":")));

/** The route that answers an address; undefined for what is no screen (`/assets/…`). */
export const routeOf = (method: string, address: string): PortalRoute | undefined => {
  const [path = ""] = address.split(/[?#]/, 1);
  return patterns.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route;
};

/** Help pages are many and alike: one of them stands for all. */
const keyOf = (address: string): string =>
  address.startsWith("/help/") ? "/help/" : (address.split("#", 1)[0] ?? "");

const PAGES = 150;

/** Follows every link from a page on, as this visitor, and sends no form. */
export const crawl = async (browser: PortalBrowser, start: string): Promise<Crawl> => {
  const offered = new Set<string>();
  const pages: CrawledPage[] = [];
  const seen = new Set<string>();
  const waiting = [start];
  const note = (method: string, address: string): void => {
    const route = routeOf(method, address);
    if (route === undefined) return;
    offered.add(`${route.method} ${route.path}`);
    if (method === "GET") waiting.push(address);
  };
  while (waiting.length > 0 && pages.length < PAGES) {
    const address = waiting.shift() ?? "";
    if (seen.has(keyOf(address))) continue;
    seen.add(keyOf(address));
    const answer = await browser.get(address);
    pages.push({ address, answer });
    if (answer.location !== undefined) note("GET", answer.location);
    for (const link of linksOf(answer.text)) note("GET", link);
    for (const form of formsOf(answer.text)) note(form.method, form.action);
  }
  return { pages, offered };
};
