import assert from "node:assert/strict";
import test from "node:test";
import formbody from "@fastify/formbody";
import fastify, { type FastifyInstance, type InjectOptions } from "fastify";
import { newSecret } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import {
  BROWSER_COOKIE,
  clearSessionToken,
  LANGUAGE_COOKIE,
  readLanguage,
  readSessionToken,
  SESSION_COOKIE,
  setLanguage,
  setSessionToken,
} from "./cookies.ts";
import { csrfHook, csrfToken, type CsrfFailure } from "./csrf.ts";

const app = async (failures: CsrfFailure[] = []): Promise<FastifyInstance> => {
  const server = fastify();
  await server.register(formbody);
  server.get("/form", async (request, reply) => csrfToken(request, reply, systemRandom));
  server.get("/login", async (request, reply) => {
    setSessionToken(reply, newSecret(systemRandom));
    return csrfToken(request, reply, systemRandom);
  });
  server.get("/over", async (request, reply) => {
    clearSessionToken(reply);
    return csrfToken(request, reply, systemRandom);
  });
  server.get("/language", async (request, reply) => {
    setLanguage(reply, "en");
    setLanguage(reply, "ja");
    return readLanguage(request) ?? "none";
  });
  server.get("/session", (request, reply) => reply.send(readSessionToken(request) ?? "none"));
  server.post("/do", {
    preHandler: csrfHook((_request, reply, failure) => {
      failures.push(failure);
      return reply.code(403).send(failure);
    }),
    handler: async () => "done",
  });
  server.post("/plain", { preHandler: csrfHook(), handler: async () => "done" });
  return server;
};

const HOST = "hisui.localhost:8443";

const get = (url: string, cookie = ""): InjectOptions => ({
  method: "GET",
  url,
  headers: { host: HOST, cookie },
});

const post = (cookie: string, token: string, headers: Record<string, string> = {}): InjectOptions => ({
  method: "POST",
  url: "/do",
  headers: { host: HOST, cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
  payload: new URLSearchParams({ csrfToken: token }).toString(),
});

/** What a browser would send back. */
const cookiesOf = (setCookie: string | string[] | undefined): string =>
  [setCookie ?? []]
    .flat()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");

test("cookies carry every protection, and only one of a name goes out", async () => {
  const server = await app();
  const { headers } = await server.inject(get("/form"));
  assert.match(
    String(headers["set-cookie"]),
    new RegExp(`^${BROWSER_COOKIE}=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax$`),
  );
  const language = await server.inject(get("/language", `${LANGUAGE_COOKIE}=en`));
  assert.equal(language.body, "en");
  assert.deepEqual([language.headers["set-cookie"]].flat(), [
    `${LANGUAGE_COOKIE}=ja; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000`,
  ]);
});

test("a secret of the wrong shape, or sent twice, is not read", async () => {
  const server = await app();
  const secret = newSecret(systemRandom);
  const read = async (cookie: string): Promise<string> => (await server.inject(get("/session", cookie))).body;
  assert.equal(await read(`a=b; ${SESSION_COOKIE}=${secret}`), secret);
  assert.equal(await read(`${SESSION_COOKIE}=${secret}; ${SESSION_COOKIE}=${secret}`), "none");
  assert.equal(await read(`${SESSION_COOKIE}=${secret}x`), "none");
  assert.equal(await read(`${SESSION_COOKIE}=`), "none");
  assert.equal(await read(`x${SESSION_COOKIE}=${secret}`), "none");
});

test("a form of the same browser is taken, with every honest combination of headers", async () => {
  const server = await app();
  const page = await server.inject(get("/form"));
  const cookie = cookiesOf(page.headers["set-cookie"]);
  const honest: Record<string, string>[] = [
    {},
    { origin: `https://${HOST}` },
    { "sec-fetch-site": "same-origin", origin: `https://${HOST}` },
    { "sec-fetch-site": "same-origin", origin: "null" },
  ];
  for (const headers of honest)
    assert.equal(
      (await server.inject(post(cookie, page.body, headers))).body,
      "done",
      JSON.stringify(headers),
    );
});

test("each failure is named", async () => {
  const failures: CsrfFailure[] = [];
  const server = await app(failures);
  const page = await server.inject(get("/form"));
  const cookie = cookiesOf(page.headers["set-cookie"]);
  const other = await server.inject(get("/form"));
  const tampered = (page.body.startsWith("A") ? "B" : "A") + page.body.slice(1);
  const attempts: [CsrfFailure, InjectOptions][] = [
    ["foreignSite", post(cookie, page.body, { "sec-fetch-site": "cross-site" })],
    ["foreignSite", post(cookie, page.body, { "sec-fetch-site": "same-site" })],
    ["foreignSite", post(cookie, page.body, { "sec-fetch-site": "none" })],
    ["foreignOrigin", post(cookie, page.body, { origin: "https://evil.example" })],
    ["foreignOrigin", post(cookie, page.body, { origin: `http://${HOST}` })],
    ["foreignOrigin", post(cookie, page.body, { origin: "https://yukiguni.localhost:8443" })],
    ["foreignOrigin", post(cookie, page.body, { origin: "null" })],
    ["noCookie", post("", page.body)],
    ["noToken", post(cookie, "")],
    ["noToken", post(cookie, "x".repeat(85))],
    ["wrongToken", post(cookie, other.body)],
    ["wrongToken", post(cookie, tampered)],
  ];
  for (const [, request] of attempts) assert.equal((await server.inject(request)).statusCode, 403);
  assert.deepEqual(
    failures,
    attempts.map(([failure]) => failure),
  );
});

test("without a way to refuse, the server answers 403", async () => {
  const server = await app();
  const response = await server.inject({ method: "POST", url: "/plain", headers: { host: HOST } });
  assert.equal(response.statusCode, 403);
});

test("the token is new on every page, and each works", async () => {
  const server = await app();
  const first = await server.inject(get("/form"));
  const cookie = cookiesOf(first.headers["set-cookie"]);
  const second = await server.inject(get("/form", cookie));
  assert.equal(second.headers["set-cookie"], undefined);
  assert.notEqual(first.body, second.body);
  for (const page of [first, second])
    assert.equal((await server.inject(post(cookie, page.body))).body, "done");
});

test("login changes what the token is bound to, on the very page that logs in or out", async () => {
  const server = await app();
  const before = await server.inject(get("/form"));
  const browser = cookiesOf(before.headers["set-cookie"]);
  const login = await server.inject(get("/login", browser));
  const cookies = `${browser}; ${cookiesOf(login.headers["set-cookie"])}`;
  assert.equal((await server.inject(post(cookies, before.body))).body, "wrongToken");
  assert.equal((await server.inject(post(cookies, login.body))).body, "done");
  const over = await server.inject(get("/over", cookies));
  assert.match(String(over.headers["set-cookie"]), /__Host-tegata-session=; .*Max-Age=0$/);
  assert.equal((await server.inject(post(browser, over.body))).body, "done");
});
