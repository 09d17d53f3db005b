import assert from "node:assert/strict";
import { request as plainRequest } from "node:http";
import { request as tlsRequest, type RequestOptions } from "node:https";
import test from "node:test";
import { startTestSystem } from "#test/support/system.ts";
import { Client } from "#test/support/client.ts";

/**
 * Octets that nobody means, sent to every real listener: each is refused with 4xx and a code, and none makes the
 * program fail (docs/protocols/limits.md).
 */

const system = await startTestSystem();
const { serverCa, addresses } = system;
const portal = addresses.portal["hisui"] ?? "";

interface Sent {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a path as it stands, without the corrections of a URL parser. */
const send = async (base: string, path: string, { method, headers, body }: Sent = {}): Promise<Answer> => {
  const url = new URL(base);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options: RequestOptions = {
    host: "127.0.0.1",
    port: url.port,
    servername: url.hostname,
    ca: serverCa,
    agent: false,
    path,
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { host: url.host, ...headers },
  };
  const request = url.protocol === "https:" ? tlsRequest(options) : plainRequest(options);
  request.on("error", reject);
  request.on("response", (response) => {
    response
      .toArray()
      .then(
        (chunks) => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        reject,
      );
  });
  request.end(body);
  return promise;
};

const json = (value: string): Sent => ({ body: value, headers: { "content-type": "application/json" } });
const start = (deviceName: string): Sent =>
  json(
    `{"purpose":"issue","client":{"version":"1","deviceName":"${deviceName}","osUser":"x","keyStoreKind":"nss"}}`,
  );
const basic = (text: string): Sent => ({
  body: "MIIB",
  headers: {
    "content-type": "application/pkcs10",
    authorization: `Basic ${Buffer.from(text).toString("base64")}`,
  },
});

const SESSIONS = "/enrollment/v1/hisui/sessions";
const EST = "/.well-known/est/hisui";
const { enrollment, validation } = addresses;

const REFUSED: readonly (readonly [what: string, base: string, path: string, sent: Sent, status: number])[] =
  [
    ["NUL in JSON", enrollment, SESSIONS, start(String.raw`a\u0000b`), 400],
    ["half a character in JSON", enrollment, SESSIONS, start(String.raw`\ud800`), 400],
    ["thirty thousand brackets", enrollment, SESSIONS, json("[".repeat(30_000) + "]".repeat(30_000)), 400],
    ["JSON over 64 KiB", enrollment, SESSIONS, start("a".repeat(70_000)), 413],
    ["NUL in a session's id", enrollment, `${SESSIONS}/a%00b`, {}, 400],
    ["a session's id of 5,000 characters", enrollment, `${SESSIONS}/${"a".repeat(5000)}`, {}, 414],
    ["an address that is not UTF-8", enrollment, `${SESSIONS}/%ff`, {}, 400],
    [
      "another content type",
      enrollment,
      SESSIONS,
      { body: "<a/>", headers: { "content-type": "text/xml" } },
      415,
    ],
    ["NUL in a login ID of HTTP Basic", enrollment, `${EST}/simpleenroll`, basic("taro\u0000:x"), 401],
    [
      "PKCS#10 over 16 KiB",
      enrollment,
      `${EST}/simpleenroll`,
      { ...basic("a:b"), body: "A".repeat(17_000) },
      413,
    ],
    ["NUL in the name of a list", validation, "/crl/bizsol-g1/0%00.crl", {}, 400],
    ["NUL in the name of an authority", validation, "/ca/bizsol%00.cer", {}, 400],
    ["a list number of 400 digits", validation, `/crl/bizsol-g1/${"9".repeat(400)}.crl`, {}, 404],
    [
      "NUL in a form",
      portal,
      "/login/password",
      { body: "loginId=a%00b&csrfToken=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      400,
    ],
    ["NUL in a query", portal, "/login/password?attempt=%00", {}, 400],
    [
      "a form over 16 KiB",
      portal,
      "/login/password",
      { body: `a=${"b".repeat(17_000)}`, headers: { "content-type": "application/x-www-form-urlencoded" } },
      413,
    ],
    ["a head over 16 KiB", portal, "/login", { headers: { cookie: "a".repeat(17_000) } }, 431],
  ];

for (const [what, base, path, sent, status] of REFUSED) {
  test(`${what} is ${status}`, async () => {
    const answer = await send(base, path, sent);
    assert.equal(answer.status, status, answer.text.slice(0, 200));
    assert.ok(!/node_modules|at .*\.ts:|FST_/.test(answer.text), "nothing of our insides is told");
  });
}

test("OCSP requests too large, too many or none are malformed, not failures (RFC 6960 section 2.3)", async () => {
  const MALFORMED = "30030a0101";
  for (const body of [Buffer.alloc(0), Buffer.alloc(100, 0x30), Buffer.from("30800000", "hex")]) {
    const answer = await send(validation, "/ocsp", {
      method: "POST",
      body,
      headers: { "content-type": "application/ocsp-request" },
    });
    assert.equal(answer.status, 200);
    assert.equal(Buffer.from(answer.text, "latin1").toString("hex"), MALFORMED);
  }
  const large = await send(validation, "/ocsp", {
    body: Buffer.alloc(17_000, 0x30),
    headers: { "content-type": "application/ocsp-request" },
  });
  assert.equal(large.status, 413);
  for (const path of ["/ocsp/%00", "/ocsp/!!!!", "/ocsp/MA=A", `/ocsp/${"A".repeat(5000)}`]) {
    const { status } = await send(validation, path);
    assert.ok(status === 200 || (status >= 400 && status < 500), `${path.slice(0, 20)}: ${status}`);
  }
});

test("after all that, nothing was logged as unexpected, and an honest login goes on", async () => {
  assert.deepEqual(
    system.logLines.filter((line) => line.includes("unexpected error")),
    [],
  );
  const client = new Client(serverCa);
  assert.equal((await client.get(`${portal}/login`)).status, 200);
});
