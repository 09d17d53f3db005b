import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { portalRouteList } from "#screens/portal/routes.ts";
import { newestAuditRow } from "#test/support/access/audited.ts";
import { codeOnPage } from "#test/support/access/markup.ts";
import { addressOf } from "#test/support/access/parameters.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";

/**
 * Requests that another site, or another visitor, makes a browser send. Every address that takes POST, by the list of
 * screens; portal.test.ts does the same for somebody who is not logged in.
 */

const world = await portalWorld();
const contract = await staffedContract(world, "hisui");
const things = contract.thingsFor("master");
const PAGE = "/help/BLGI001";

const beforeLogin = await contract.browser("nobody");
const colleague = await contract.browser("administrator");
await colleague.get(PAGE);
const victim = await contract.browser("master");
await victim.get(PAGE);
// The first screen of a session notes the visitor's own device, once.
await victim.get("/top");
const good = victim.csrfToken;

/** What the foreign page makes the victim's browser send. */
interface Forgery {
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const forgeries: Readonly<Record<string, Forgery>> = {
  "no token": { token: "" },
  "a token of the right length": { token: "A".repeat(86) },
  "the token of a page before login": { token: beforeLogin.csrfToken },
  "the token of another user's session": { token: colleague.csrfToken },
  "a good token, from another site": { token: good, headers: { "sec-fetch-site": "cross-site" } },
  "a good token, from a neighbouring host": { token: good, headers: { "sec-fetch-site": "same-site" } },
  "a good token, with another origin": { token: good, headers: { origin: "https://evil.example" } },
  "a good token, with the origin of the plain-text site": {
    token: good,
    headers: { origin: "http://hisui.localhost:8443" },
  },
  "a good token, with an opaque origin": {
    token: good,
    headers: { origin: "null", "sec-fetch-site": "cross-site" },
  },
};

const send = async (browser: PortalBrowser, path: string, { token, headers = {} }: Forgery) => {
  const before = { ...browser.headers };
  Object.assign(browser.headers, headers);
  browser.csrfToken = token;
  const answer = await browser.post(path);
  for (const name of Object.keys(headers)) delete browser.headers[name];
  Object.assign(browser.headers, before);
  return answer;
};

const posts = portalRouteList.filter(({ method }) => method === "POST");

for (const { path } of posts) {
  test(`POST ${path}: refused whatever is wrong with it, and nothing changes`, async () => {
    const rows = await newestAuditRow(world);
    for (const [what, forgery] of Object.entries(forgeries)) {
      const answer = await send(victim, addressOf(path, things), forgery);
      assert.deepEqual([answer.status, codeOnPage(answer.text)], [403, "PAGE_OUT_OF_DATE"], what);
      assert.equal(answer.headers["set-cookie"], undefined, `${what}: no cookie is touched`);
    }
    assert.equal(await newestAuditRow(world), rows);
  });

  test(`POST ${path}: a body that is no form is not read`, async () => {
    for (const type of ["text/plain", "application/json", "multipart/form-data; boundary=x"]) {
      victim.headers["content-type"] = type;
      const answer = await victim.post(addressOf(path, things));
      delete victim.headers["content-type"];
      assert.ok(answer.status >= 400 && answer.status < 500, `${type}: ${answer.status}`);
    }
  });
}

test("the token of the visitor's own page is taken, so that the refusals above are of the token", async () => {
  await victim.get(PAGE);
  const answer = await victim.post("/language", { language: "ja", path: "/help/BLGI001" });
  assert.equal(answer.status, 303);
});

describe("requests that a link or a picture of another site can make change nothing", () => {
  for (const { path } of portalRouteList.filter(({ method }) => method === "GET")) {
    test(`GET ${path}`, async () => {
      const rows = await newestAuditRow(world);
      await victim.get(addressOf(path, things));
      assert.equal(await newestAuditRow(world), rows);
      assert.ok(victim.cookies.has("__Host-tegata-session"), "the visitor is still logged in");
    });
  }
});
