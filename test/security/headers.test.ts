import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { portalContentSecurityPolicy } from "#screens/portal/content-security-policy.ts";
import { portalProblemPage, portalRoutes } from "#screens/portal/portal.ts";
import { portalRouteList } from "#screens/portal/routes.ts";
import { systemRandom } from "#shared/random.ts";
import { ask } from "#test/support/access/observe.ts";
import { addressOf } from "#test/support/access/parameters.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import { portalWorld, PortalBrowser } from "#test/support/portal.ts";
import type { PortalAnswer } from "#test/support/portal.ts";
import { makeServerCertificate } from "#test/support/server-certificate.ts";

/**
 * What every answer carries, whoever asks and whatever becomes of it. Every address by the list of screens, and
 * every kind of answer beneath the screens.
 */

const world = await portalWorld();
const { services } = world;
const directory = await mkdtemp(join(tmpdir(), "tegata-headers-"));
after(() => rm(directory, { recursive: true, force: true }));
const { certificate: cert, key } = await makeServerCertificate(directory);

/** As the program serves it: with TLS, and with its limit of requests. */
const app = await createHttpServer({
  name: "portal",
  tls: { cert, key },
  trustedProxies: [],
  log: createLog({ level: "silent" }),
  random: systemRandom,
  renderProblem: portalProblemPage(services),
  contentSecurityPolicy: (request) => portalContentSecurityPolicy(services, request.hostname),
  requestsPerMinute: 5000,
});
await app.register(portalRoutes(services));
after(() => app.close());

const contract = await staffedContract(world, "hisui");
const things = contract.thingsFor("master");

/** The same visitor, at the server with TLS. */
const overTls = (visitor: PortalBrowser): PortalBrowser => {
  const browser = new PortalBrowser(app, visitor.host);
  for (const [name, value] of visitor.cookies) browser.cookies.set(name, value);
  return browser;
};

const directivesOf = (policy: string): Map<string, string> =>
  new Map(policy.split("; ").map((part) => [part.split(" ", 1)[0] ?? "", part.slice(part.indexOf(" ") + 1)]));

const checkPolicy = (policy: string): void => {
  const directives = directivesOf(policy);
  assert.equal(directives.get("default-src"), "'none'");
  assert.equal(directives.get("frame-ancestors"), "'none'", "nobody may frame a page");
  assert.equal(directives.get("base-uri"), "'none'");
  assert.doesNotMatch(policy, /unsafe-|data:|https?:\/\/\*(?:[ ;]|$)| \*(?:[ ;]|$)/);
  assert.match(directives.get("form-action") ?? "", /^'(?:self|none)'/);
};

const checkHeaders = ({ headers }: PortalAnswer): void => {
  checkPolicy(String(headers["content-security-policy"]));
  assert.equal(headers["x-frame-options"], "DENY");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "same-origin");
  assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  assert.equal(headers["cross-origin-resource-policy"], "same-origin");
  assert.match(String(headers["permissions-policy"]), /geolocation=\(\)/);
  assert.match(String(headers["permissions-policy"]), /microphone=\(\)/);
  assert.match(
    String(headers["strict-transport-security"]),
    /^max-age=(?:3153[6-9]|[4-9])\d+; includeSubDomains/,
  );
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["access-control-allow-origin"], undefined);
  for (const name of ["server", "x-powered-by", "x-aspnet-version"]) assert.equal(headers[name], undefined);
  assert.match(String(headers["support-id"]), /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
};

const checkCookies = ({ headers }: PortalAnswer): void => {
  for (const cookie of [headers["set-cookie"] ?? []].flat().map(String)) {
    assert.match(
      cookie,
      /^__Host-tegata-[a-z]+=[A-Za-z0-9_.-]*; Path=\/; Secure; HttpOnly; SameSite=(?:Lax|Strict)/,
    );
    assert.doesNotMatch(cookie, /domain=/i);
    assert.ok(cookie.length < 4096);
  }
};

const checkBody = ({ headers, text, status }: PortalAnswer): void => {
  if (status === 303) return;
  const type = String(headers["content-type"]);
  if (!type.startsWith("text/html")) return;
  assert.equal(type, "text/html; charset=utf-8");
  assert.match(text, /^<!doctype html>/i);
  assert.doesNotMatch(text, /<script(?![^>]* src="\/assets\/)[^>]*>/, "no program inside a page");
  assert.doesNotMatch(text, /<[^>]* on[a-z]+=/, "no event handlers");
  assert.doesNotMatch(text, /<[^>]* style=/, "no styles inside a page");
  assert.doesNotMatch(text, /<(?:iframe|object|embed|base)\b/);
  for (const [, address = ""] of text.matchAll(/<(?:script|link|img|source)\b[^>]*(?:src|href)="([^"]*)"/g))
    assert.match(address, /^\/(?!\/)/, "nothing is loaded from elsewhere");
};

const checkAll = (answer: PortalAnswer): void => {
  checkHeaders(answer);
  checkCookies(answer);
  checkBody(answer);
};

for (const party of ["nobody", "master", "user"] as const) {
  describe(`every address, ${party}`, () => {
    for (const route of portalRouteList) {
      test(`${route.method} ${route.path}`, async () => {
        const browser = overTls(await visitorOf(party));
        checkAll(await ask(browser, route, addressOf(route.path, things)));
      });
    }
  });
}

const visitors = new Map<string, PortalBrowser>();

/** One login for each; a new one after a request that logged out. */
async function visitorOf(party: "nobody" | "master" | "user"): Promise<PortalBrowser> {
  const kept = visitors.get(party);
  if (kept !== undefined && (party === "nobody" || (await kept.get("/top")).status === 200)) return kept;
  const visitor = await contract.browser(party);
  visitors.set(party, visitor);
  return visitor;
}

describe("answers beneath the screens", () => {
  const visitor = () => new PortalBrowser(app, "hisui.localhost:8443");

  test("nothing at this address", async () => {
    const answer = await visitor().get("/nothing");
    assert.equal(answer.status, 404);
    checkAll(answer);
  });

  test("a host that is no institution's", async () => {
    const answer = await new PortalBrowser(app, "nobody.localhost:8443").get("/login");
    assert.equal(answer.status, 404);
    checkAll(answer);
  });

  test("a form that is too large", async () => {
    const answer = await visitor().post("/login/password", { loginId: "x".repeat(20_000) });
    assert.equal(answer.status, 413);
    checkAll(answer);
  });

  test("text that nobody means", async () => {
    const answer = await visitor().get("/login/certificate/password?attempt=%00");
    assert.equal(answer.status, 400);
    checkAll(answer);
  });

  test("not the visitor's own request", async () => {
    const answer = await visitor().post("/login/password");
    assert.equal(answer.status, 403);
    checkAll(answer);
  });

  test("a session that is over", async () => {
    const browser = overTls(await contract.browser("master"));
    await contract.browser("master");
    const answer = await browser.get("/top");
    assert.match(answer.text, /SESSION_REPLACED/);
    checkAll(answer);
  });

  test("methods other than the screens'", async () => {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"] as const) {
      const answer = await app.inject({ method, url: "/login", headers: { host: "hisui.localhost:8443" } });
      assert.equal(answer.statusCode, 404, method);
      assert.equal(answer.headers["x-frame-options"], "DENY");
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
    }
  });
});
