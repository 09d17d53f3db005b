import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gatePattern } from "#screens/portal/services.ts";
import { portalRouteList } from "#screens/portal/routes.ts";
import { crawl } from "#test/support/access/crawl.ts";
import { formsOf } from "#test/support/access/forms.ts";
import { attributesOf } from "#test/support/access/markup.ts";
import { addressOf } from "#test/support/access/parameters.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalAnswer, PortalBrowser } from "#test/support/portal.ts";

/**
 * No address that somebody sends in leads anywhere: every screen is asked with every name that any form of the portal
 * has, and every name that such parameters have elsewhere, all at once set to an address of somebody else's.
 */

const world = await portalWorld();
const contract = await staffedContract(world, "hisui");
const things = contract.thingsFor("master");
const HERE = "https://hisui.localhost:8443/";

const EVIL = [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/%2f%2fevil.example",
] as const;

const USUAL_NAMES =
  "next url return returnTo returnUrl return_to redirect redirectTo redirect_uri target to goto continue dest destination path back from referer callback ref uri page link language attempt ticket".split(
    " ",
  );

const namesIn = async (browser: PortalBrowser, start: string): Promise<string[]> =>
  (await crawl(browser, start)).pages.flatMap(({ answer }) =>
    formsOf(answer.text).flatMap(({ fields }) => fields.map(({ name }) => name)),
  );

const nobody = await contract.browser("nobody");
const master = await contract.browser("master");
const names = new Set([
  ...USUAL_NAMES,
  ...(await namesIn(nobody, "/login")),
  ...(await namesIn(master, "/top")),
]);
names.delete("csrfToken");

const gate = new RegExp(
  `^${gatePattern(world.services.addresses, "hisui")
    .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace("*", "[a-z0-9-]+")}/$`,
);

const leadsAway = (address: string): boolean => {
  if (gate.test(address)) return false;
  if (!URL.canParse(address, HERE)) return true;
  const { origin, protocol } = new URL(address, HERE);
  return protocol !== "tel:" && origin !== new URL(HERE).origin;
};

const checkStays = (answer: PortalAnswer, what: string): void => {
  if (answer.location !== undefined) {
    assert.ok(!leadsAway(answer.location), `${what}: ${answer.location}`);
  }
  assert.equal(answer.headers["refresh"], undefined);
  for (const [, rest = ""] of answer.text.matchAll(/<[a-z]+\b([^>]*)>/g)) {
    const attributes = attributesOf(rest);
    for (const name of ["href", "src", "action", "formaction"]) {
      const address = attributes.get(name);
      if (address !== undefined) assert.ok(!leadsAway(address), `${what}: ${name}="${address}"`);
    }
  }
  assert.doesNotMatch(answer.text, /<meta[^>]*http-equiv="refresh"/i);
};

const withAll = (value: string): Record<string, string> =>
  Object.fromEntries([...names].map((name) => [name, value]));

describe("asked with somebody else's address in every parameter", () => {
  for (const route of portalRouteList) {
    const address = addressOf(route.path, things);
    test(`${route.method} ${route.path}`, async () => {
      for (const evil of EVIL) {
        for (const browser of [nobody, master]) {
          if (route.path === "/logout" && browser === master) continue;
          await browser.get("/help/BLGI001");
          const query = new URLSearchParams(withAll(evil)).toString();
          const answer =
            route.method === "GET"
              ? await browser.get(`${address}?${query}`)
              : await browser.post(address, withAll(evil));
          checkStays(answer, evil);
          assert.ok(answer.status < 500, `${evil}: ${answer.status}`);
        }
      }
    });
  }
});

describe("addresses that other programs take for another host", () => {
  for (const path of [
    "//evil.example/",
    "/\\evil.example",
    "/login//evil.example",
    "/..//evil.example/%2e%2e",
  ]) {
    test(path, async () => checkStays(await nobody.get(path), path));
  }

  test("another host in a header of proxies is not believed", async () => {
    nobody.headers["x-forwarded-host"] = "evil.example";
    nobody.headers["x-original-url"] = "https://evil.example/";
    const answer = await nobody.get("/");
    delete nobody.headers["x-forwarded-host"];
    delete nobody.headers["x-original-url"];
    checkStays(answer, "x-forwarded-host");
  });
});
