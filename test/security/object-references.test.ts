import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { portalRouteList } from "#screens/portal/routes.ts";
import type { PortalRoute } from "#screens/portal/route.ts";
import { newestAuditRow, subjectsAfter } from "#test/support/access/audited.ts";
import { isLetIn } from "#test/support/access/declared.ts";
import { formsOf, valuesOf } from "#test/support/access/forms.ts";
import { routeOf } from "#test/support/access/crawl.ts";
import { normalised } from "#test/support/access/normalised.ts";
import { addressOf, namesThing } from "#test/support/access/parameters.ts";
import type { Things } from "#test/support/access/parameters.ts";
import { partiesOf, staffedContract } from "#test/support/access/parties.ts";
import type { Staffed } from "#test/support/access/parties.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalAnswer, PortalBrowser } from "#test/support/portal.ts";

/**
 * Guessing ids: what belongs to another contract, or to another institution, is answered exactly as what does not
 * exist. Every address that names a thing, by the list of screens, in every role that is let in.
 */

const world = await portalWorld();
const all = world.context.institutions.all.map(({ id }) => id);
const contracts = new Map<string, readonly [Staffed, Staffed]>();
for (const id of all) contracts.set(id, [await staffedContract(world, id), await staffedContract(world, id)]);

const nothing: Things = { userId: "NOSUCHUSER", serial: "00".repeat(16), proposalId: "00".repeat(16) };

const foreignThings = (id: string): Readonly<Record<string, Things>> => {
  const elsewhere = all.find((other) => other !== id) ?? "";
  const [, neighbour] = contracts.get(id) ?? [];
  const [stranger] = contracts.get(elsewhere) ?? [];
  const things = (contract: Staffed | undefined): Things => contract?.thingsFor("nobody") ?? nothing;
  return {
    "another contract of the institution": things(neighbour),
    "another institution": things(stranger),
  };
};

/** The form of a thing of one's own, filled in rightly: what the page for it would send. */
const ownForm = async (
  browser: PortalBrowser,
  route: PortalRoute,
  own: Things,
): Promise<Record<string, string>> => {
  const address = addressOf(route.path, own);
  const page = await browser.get(address);
  const form = formsOf(page.text).find(({ action }) => routeOf("POST", action) === route);
  if (form === undefined) return {};
  const filled = form.fields.map(({ name, type, value }): [string, string] => {
    if (type === "password") return [name, CONFIRMATION_PASSWORD];
    return [name, type === "text" && value === "" ? "x" : value];
  });
  const { csrfToken: _token, ...values } = { ...Object.fromEntries(filled), ...valuesOf(form) };
  const secrets = form.fields.filter(({ type }) => type === "password").map(({ name }) => name);
  return { ...values, ...Object.fromEntries(secrets.map((name) => [name, CONFIRMATION_PASSWORD])) };
};

/** In what was sent, the ids of one's own thing are those of the other's. */
const aimedAt = (values: Record<string, string>, own: Things, other: Things): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === own.serial ? other.serial : value === own.userId ? other.userId : value,
    ]),
  );

const send = async (
  browser: PortalBrowser,
  route: PortalRoute,
  own: Things,
  aim: Things,
): Promise<PortalAnswer> => {
  if (route.method === "GET") return browser.get(addressOf(route.path, aim));
  const values = await ownForm(browser, route, own);
  await browser.get("/help/BLGI001");
  return browser.post(addressOf(route.path, aim), aimedAt(values, own, aim));
};

const shown = (answer: PortalAnswer, things: Things): readonly unknown[] => [
  answer.status,
  answer.location,
  normalised(answer, [things.serial, things.userId, things.proposalId]),
];

const routes = portalRouteList.filter(({ path }) => namesThing(path));
assert.ok(routes.length > 5, "there are addresses that name somebody's thing");

/** Addresses where one's own thing was really found: without any, the comparison would prove nothing. */
const toldApart = new Set<string>();

for (const id of all) {
  const [contract] = contracts.get(id) ?? [];
  assert.ok(contract);
  for (const party of partiesOf(contract.institution).filter((one) => one !== "nobody")) {
    describe(`${id}, ${party}`, () => {
      for (const route of routes.filter((one) => isLetIn(contract.institution, one, party))) {
        test(`${route.method} ${route.path}`, async () => {
          const own = contract.thingsFor(party);
          const browser = await contract.browser(party);
          if (route.method === "GET") {
            const mine = shown(await send(browser, route, own, own), own);
            const none = shown(await send(browser, route, own, nothing), nothing);
            if (!isDeepStrictEqual(mine, none)) toldApart.add(route.path);
          }
          const unknown = shown(await send(browser, route, own, nothing), nothing);
          for (const [where, aim] of Object.entries(foreignThings(id))) {
            const row = await newestAuditRow(world);
            const answer = await send(browser, route, own, aim);
            assert.deepEqual(shown(answer, aim), unknown, where);
            assert.notEqual(answer.status, 200, where);
            const touched = (await subjectsAfter(world, row)).filter((one) => one.endsWith(`/${aim.userId}`));
            assert.deepEqual(touched, [], `${where}: nothing is done to somebody else's user`);
          }
        });
      }
    });
  }
}

test("one's own things are found", () => {
  assert.ok(toldApart.size > 4, [...toldApart].join(", "));
});
