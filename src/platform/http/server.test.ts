import assert from "node:assert/strict";
import { connect } from "node:net";
import test, { type TestContext } from "node:test";
import type { FastifyInstance } from "fastify";
import { systemRandom } from "#shared/random.ts";
import { createLog } from "../log/log.ts";
import { listeningPort } from "./listening-port.ts";
import { createHttpServer, originOf, type HttpServerOptions } from "./server.ts";

const lines: string[] = [];
const log = createLog({ level: "info", destination: { write: (line) => void lines.push(line) } });

const serverFor = async (
  t: TestContext,
  options: Partial<HttpServerOptions> = {},
): Promise<FastifyInstance> => {
  const app = await createHttpServer({
    name: "test",
    trustedProxies: [],
    log,
    random: systemRandom,
    ...options,
  });
  t.after(() => app.close());
  app.get("/echo", (request, reply) => reply.send(originOf(request)));
  app.post("/echo", (request, reply) => reply.send(request.body));
  app.get("/fails", async () => {
    throw new Error("password=hunter2 in the database");
  });
  return app;
};

const SUPPORT_ID = /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/;

test("every answer carries a fresh support id, and every log line of the request the same", async (t) => {
  const app = await serverFor(t);
  lines.length = 0;
  const [first, second] = [await app.inject("/echo"), await app.inject("/echo")];
  assert.match(String(first.headers["support-id"]), SUPPORT_ID);
  assert.notEqual(first.headers["support-id"], second.headers["support-id"]);
  assert.equal(first.json<{ supportId: string }>().supportId, first.headers["support-id"]);
  assert.ok(lines.some((line) => line.includes(String(first.headers["support-id"]))));
});

test("a support id from outside is not taken over", async (t) => {
  const app = await serverFor(t);
  const answer = await app.inject({
    url: "/echo",
    headers: { "request-id": "AAAAA-AAAAA", "x-request-id": "AAAAA-AAAAA" },
  });
  assert.notEqual(answer.headers["support-id"], "AAAAA-AAAAA");
});

test("security headers are on every answer, HSTS on TLS listeners", async (t) => {
  const app = await serverFor(t);
  for (const url of ["/echo", "/nothing-here", "/fails"]) {
    const { headers } = await app.inject(url);
    assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["referrer-policy"], "same-origin");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["x-powered-by"], undefined);
    assert.equal(headers["strict-transport-security"], undefined);
  }
  const secure = await createHttpServer({
    name: "test",
    tls: {},
    trustedProxies: [],
    log,
    random: systemRandom,
  });
  t.after(() => secure.close());
  const { headers } = await secure.inject("/");
  assert.match(String(headers["strict-transport-security"]), /max-age=31536000/);
});

test("an unexpected error is answered with its code and support id, and without its text", async (t) => {
  const app = await serverFor(t);
  lines.length = 0;
  const answer = await app.inject("/fails");
  assert.equal(answer.statusCode, 500);
  const { error } = answer.json<{ error: { code: string; supportId: string } }>();
  assert.equal(error.code, "INTERNAL_ERROR");
  assert.equal(error.supportId, answer.headers["support-id"]);
  assert.ok(!answer.body.includes("hunter2"));
  assert.ok(lines.some((line) => line.includes("unexpected error") && line.includes(error.supportId)));
});

test("what is not there is 404, what is too large 413, what cannot be read 400 or 415", async (t) => {
  const app = await serverFor(t);
  const codeOf = (answer: { readonly body: string }): string | undefined =>
    /"code":"([A-Z_]+)"/.exec(answer.body)?.[1];
  const missing = await app.inject("/nothing-here?ticket=abc");
  assert.deepEqual([missing.statusCode, codeOf(missing)], [404, "NOT_FOUND"]);
  const post = (payload: string, type: string) =>
    app.inject({ method: "POST", url: "/echo", payload, headers: { "content-type": type } });
  const large = await post(JSON.stringify("x".repeat(64 * 1024)), "application/json");
  assert.deepEqual([large.statusCode, codeOf(large)], [413, "REQUEST_TOO_LARGE"]);
  const broken = await post("{", "application/json");
  assert.deepEqual([broken.statusCode, codeOf(broken)], [400, "BAD_REQUEST"]);
  const strange = await post("<a/>", "application/xml");
  assert.deepEqual([strange.statusCode, codeOf(strange)], [415, "UNSUPPORTED_MEDIA_TYPE"]);
  const poisoned = await post('{"__proto__":{"admin":true}}', "application/json");
  assert.equal(poisoned.statusCode, 400);
});

test("addresses that cannot be read are answered like everything else", async (t) => {
  const app = await serverFor(t);
  app.get("/part/:name", (request, reply) => reply.send(request.params));
  for (const [url, status] of [
    ["/part/%zz", 400],
    ["/part/%ff", 400],
    [`/part/${"x".repeat(4097)}`, 414],
  ] as const) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, status);
    const { error } = answer.json<{ error: { code: string; supportId: string } }>();
    assert.deepEqual([error.code, error.supportId], ["BAD_REQUEST", answer.headers["support-id"]]);
    assert.match(error.supportId, SUPPORT_ID);
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.match(String(answer.headers["content-security-policy"]), /default-src 'none'/);
    assert.ok(!answer.body.includes("part"), "nothing of the address comes back");
  }
});

test("texts that the database cannot hold, and bodies too deep or too wide, are 400", async (t) => {
  const app = await serverFor(t);
  app.get("/part/:name", (request, reply) => reply.send(request.query));
  const codeOf = (answer: { readonly body: string }): string | undefined =>
    /"code":"([A-Z_]+)"/.exec(answer.body)?.[1];
  const post = (payload: string) =>
    app.inject({ method: "POST", url: "/echo", payload, headers: { "content-type": "application/json" } });
  const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  for (const payload of [
    String.raw`{"a":"x\u0000"}`,
    String.raw`{"a\u0000":"x"}`,
    String.raw`{"a":["\ud800"]}`,
    nested(9),
    nested(30_000),
    `[${"0,".repeat(1000)}0]`,
  ]) {
    const answer = await post(payload);
    assert.deepEqual([answer.statusCode, codeOf(answer)], [400, "BAD_REQUEST"], payload.slice(0, 40));
  }
  for (const payload of [nested(8), `[${"0,".repeat(990)}0]`, String.raw`{"a":"\ud83d\ude00"}`]) {
    assert.equal((await post(payload)).statusCode, 200, payload.slice(0, 40));
  }
  for (const url of ["/part/a%00b", "/part/a?b=%00"]) assert.equal((await app.inject(url)).statusCode, 400);
  assert.equal((await app.inject("/part/a?b=c")).statusCode, 200);
});

test("screens render problems their own way; when that fails, JSON remains", async (t) => {
  const page = await serverFor(t, {
    renderProblem: (problem, request, reply) => {
      if (request.url === "/breaks-twice") throw new Error("no page");
      reply.type("text/html; charset=utf-8");
      return `<h1>${problem.code}</h1>${request.supportId}`;
    },
  });
  const answer = await page.inject("/nothing-here");
  assert.match(String(answer.headers["content-type"]), /text\/html/);
  assert.equal(answer.body, `<h1>NOT_FOUND</h1>${String(answer.headers["support-id"])}`);
  const broken = await page.inject("/breaks-twice");
  assert.equal(broken.json<{ error: { code: string } }>().error.code, "NOT_FOUND");
});

test("the client's address comes from the connection, and from a proxy only when it is trusted", async (t) => {
  const headers = { "x-forwarded-for": "203.0.113.9" };
  const trusting = await serverFor(t, { trustedProxies: ["127.0.0.0/8"] });
  const plain = await serverFor(t);
  const addressSeenBy = async (app: FastifyInstance): Promise<string> =>
    (await app.inject({ url: "/echo", headers })).json<{ address: string }>().address;
  assert.equal(await addressSeenBy(trusting), "203.0.113.9");
  assert.equal(await addressSeenBy(plain), "127.0.0.1");
});

test("an address that asks too often is told to wait, others are not", async (t) => {
  const app = await serverFor(t, { requestsPerMinute: 3, trustedProxies: ["127.0.0.1"] });
  const ask = async (address: string, url = "/echo"): Promise<number> =>
    (await app.inject({ url, headers: { "x-forwarded-for": address } })).statusCode;
  const statuses = [];
  for (let index = 0; index < 4; index += 1) statuses.push(await ask("203.0.113.1"));
  assert.deepEqual(statuses, [200, 200, 200, 429]);
  assert.equal(await ask("203.0.113.2"), 200);
  const refused = await app.inject({ url: "/echo", headers: { "x-forwarded-for": "203.0.113.1" } });
  assert.equal(refused.json<{ error: { code: string } }>().error.code, "TOO_MANY_REQUESTS");
  assert.ok(Number(refused.headers["retry-after"]) > 0);
  const guessing = [];
  for (let index = 0; index < 5; index += 1) guessing.push(await ask("203.0.113.3", `/guess-${index}`));
  assert.equal(guessing.at(-1), 429);
});

test("queries, passwords and tickets do not reach the log", async (t) => {
  const app = await serverFor(t);
  lines.length = 0;
  await app.inject({
    url: "/echo?ticket=SECRET-TICKET",
    headers: { authorization: "Basic SECRET-BASIC", cookie: "a=SECRET-COOKIE" },
  });
  await app.inject("/nothing?ticket=SECRET-TICKET");
  await app.inject("/fails?ticket=SECRET-TICKET");
  assert.ok(lines.length >= 3);
  assert.ok(!lines.join("").includes("SECRET"));
});

const listen = async (app: FastifyInstance): Promise<number> => {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return listeningPort(app.server);
};

/** Sends bytes, and waits until the server closes the connection. */
const closedAfterSeconds = (port: number, bytes: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", () => undefined);
    socket.on("error", reject);
    socket.on("close", () => resolve((performance.now() - startedAt) / 1000));
  });

test("a client that never finishes its head or its body is cut off", async (t) => {
  const app = await serverFor(t, { limits: { headersSeconds: 1, requestSeconds: 2 } });
  const port = await listen(app);
  const [head, body] = await Promise.all([
    closedAfterSeconds(port, "GET /echo HTTP/1.1\r\nHost: x\r\nX-Slow:"),
    closedAfterSeconds(
      port,
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
    ),
  ]);
  assert.ok(head < 6 && body < 6, `closed after ${head} and ${body} s`);
});

/** Sends bytes, and gives all that comes until the server closes the connection. */
const receivedUntilClosed = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (text: string) => {
      received += text;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(received));
  });

test("a connection that asks nothing more is closed, and one too many at once", async (t) => {
  const app = await serverFor(t, { limits: { keepAliveSeconds: 1, connections: 2 } });
  const port = await listen(app);
  const whole = "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n";
  const opened = [closedAfterSeconds(port, whole), closedAfterSeconds(port, whole)];
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  const third = await receivedUntilClosed(port, whole);
  const [first, second] = await Promise.all(opened);
  assert.ok(first !== undefined && second !== undefined);
  assert.ok(first >= 1 && second >= 1, `kept for a second: ${first}, ${second}`);
  assert.equal(third, "", "not answered at all");
});

test("closing lets a request under way finish", async (t) => {
  const app = await createHttpServer({ name: "test", trustedProxies: [], log, random: systemRandom });
  t.after(() => app.close());
  let arrived = (): void => undefined;
  const underWay = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  app.get("/slow", async () => {
    arrived();
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    return { done: true };
  });
  const port = await listen(app);
  const answer = fetch(`http://127.0.0.1:${port}/slow`);
  await underWay;
  const closing = app.close();
  assert.deepEqual(await (await answer).json(), { done: true });
  await closing;
  await assert.rejects(fetch(`http://127.0.0.1:${port}/slow`));
});
