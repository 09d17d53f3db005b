import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { portalWorld } from "#test/support/portal.ts";
import { portalRouteList } from "./routes.ts";

const world = await portalWorld();

describe("which institution", () => {
  for (const host of [
    "localhost:8443",
    "nobody.localhost:8443",
    "x.hisui.localhost",
    "hisui.localhost.evil.example",
    "hisui",
  ]) {
    test(`${host} is none`, async () => {
      const visitor = world.browser("hisui");
      visitor.headers["host"] = host;
      const answer = await visitor.get("/login");
      assert.equal(answer.status, 404);
      assert.match(answer.text, /INSTITUTION_UNKNOWN/);
      assert.match(String(answer.headers["content-security-policy"]), /form-action 'self'$/);
    });
  }

  test("letters may be large", async () => {
    const visitor = world.browser("hisui");
    visitor.headers["host"] = "HISUI.localhost:8443";
    assert.equal((await visitor.get("/login")).status, 200);
  });

  test("a session of one institution is nothing at another", async () => {
    const user = await world.newUser("hisui");
    const visitor = await world.loggedIn("hisui", user, await world.newCertificate(user.reference));
    const other = world.browser("daishin");
    for (const [name, value] of visitor.cookies) other.cookies.set(name, value);
    assert.equal((await other.get("/top")).location, "/login");
  });
});

describe("requests that are not the visitor's own", () => {
  const posts = portalRouteList
    .filter(({ method }) => method === "POST")
    .map(({ path }) => path.replace(":user", "1"));

  for (const path of posts) {
    test(`${path}: no token, a forged token, a foreign site`, async () => {
      const visitor = world.browser("hisui");
      await visitor.get("/login");
      const token = visitor.csrfToken;
      for (const csrfToken of ["", "x".repeat(86)]) {
        const answer = await visitor.post(path, { csrfToken });
        assert.equal(answer.status, 403);
        assert.match(answer.text, /PAGE_OUT_OF_DATE/);
      }
      visitor.headers["sec-fetch-site"] = "cross-site";
      assert.equal((await visitor.post(path, { csrfToken: token })).status, 403);
    });
  }
});

describe("pages for those who are logged in", () => {
  const pages = portalRouteList.filter(({ access, method }) => access !== "anyone" && method === "GET");
  for (const { path } of pages) {
    test(`${path} leads to the login`, async () => {
      const answer = await world.browser("hisui").get(path.replace(":user", "1"));
      assert.equal(answer.status, 303);
      assert.equal(answer.location, "/login");
    });
  }
});

describe("the language", () => {
  test("of the browser, until one is chosen", async () => {
    const visitor = world.browser("hisui");
    assert.match((await visitor.get("/login")).text, /<html lang="ja"/);
    visitor.headers["accept-language"] = "en-GB,en;q=0.9";
    assert.match((await visitor.get("/login")).text, /<html lang="en"/);
    assert.equal(
      (await visitor.post("/language", { language: "ja", path: "/help/BLGI001" })).location,
      "/help/BLGI001",
    );
    assert.match((await visitor.get("/login")).text, /<html lang="ja"/);
  });

  for (const path of [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "/a\r\nb: c",
    "",
  ]) {
    test(`never leads to ${JSON.stringify(path)}`, async () => {
      const visitor = world.browser("hisui");
      await visitor.get("/login");
      assert.equal((await visitor.post("/language", { language: "en", path })).location, "/");
    });
  }
});

describe("problems beneath the screens", () => {
  test("nothing at this address", async () => {
    const answer = await world.browser("hisui").get("/nothing<script>");
    assert.equal(answer.status, 404);
    assert.equal(answer.screen, "TERR404");
    assert.match(answer.text, /ひすい信用組合/);
    assert.match(answer.text, new RegExp(String(answer.headers["support-id"])));
  });

  test("a body too large, and one of another kind", async () => {
    const visitor = world.browser("hisui");
    await visitor.get("/login");
    const large = await visitor.post("/login/password", { loginId: "x".repeat(20_000) });
    assert.equal(large.status, 413);
    assert.equal(large.screen, "TERR001");
    visitor.headers["content-type"] = "application/json";
    assert.ok((await visitor.post("/login/password")).status >= 400);
  });

  test("help that does not exist", async () => {
    const answer = await world.browser("hisui").get("/help/NONE");
    assert.equal(answer.status, 404);
  });

  test("the database is gone: an answer all the same", async () => {
    const alone = await portalWorld();
    const visitor = alone.browser("hisui");
    visitor.cookies.set("__Host-tegata-session", "x".repeat(43));
    await alone.context.database.close();
    const answer = await visitor.get("/top");
    assert.equal(answer.status, 500);
    assert.match(answer.text, /INTERNAL_ERROR/);
    assert.match(String(answer.headers["content-type"]), /text\/html/);
  });
});
