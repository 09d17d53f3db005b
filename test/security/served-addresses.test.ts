import assert from "node:assert/strict";
import { test } from "node:test";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { assets } from "#screens/assets/assets.ts";
import { scripts } from "#screens/assets/scripts.ts";
import { portalProblemPage, portalRoutes } from "#screens/portal/portal.ts";
import { portalRouteList } from "#screens/portal/routes.ts";
import { systemRandom } from "#shared/random.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();

/** What the portal's server answers to somebody who is not logged in, besides the screens. */
const servedToAnybody = (): Set<string> =>
  new Set([...assets.values(), ...scripts()].map(({ path }) => `GET ${path}`));

/** The camera token: an app of its own, files that are the same for everybody, and where a device registers. */
const isOfTokenApp = (route: string): boolean =>
  route === "POST /token/registrations" || /^GET \/token(?:\/|$)/.test(route);

test("the portal's server answers nothing but the screens of the matrix, and style sheet, signs and programs", async () => {
  const { services } = world;
  const app = await createHttpServer({
    name: "portal",
    trustedProxies: [],
    log: createLog({ level: "silent" }),
    random: systemRandom,
    requestsPerMinute: 0,
    renderProblem: portalProblemPage(services),
  });
  const answered: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    // A HEAD beside each GET is the server's own, and runs the same handler.
    for (const one of [method].flat()) if (one !== "HEAD") answered.push(`${one} ${url}`);
  });
  await app.register(portalRoutes(services));
  await app.ready();
  const known = new Set(portalRouteList.map(({ method, path }) => `${method} ${path}`));
  const others = answered.filter((route) => !known.has(route) && !isOfTokenApp(route));
  assert.deepEqual(new Set(others), servedToAnybody());
  assert.ok(answered.length > known.size);
  await app.close();
});
