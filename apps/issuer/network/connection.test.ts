import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { portOf } from "#test/support/front.ts";
import { makeServerCertificate } from "#test/support/server-certificate.ts";
import { Connection } from "./connection.ts";

const connectionTo = async (
  t: TestContext,
  answer: Parameters<typeof createServer>[1],
  timeoutMilliseconds: number,
): Promise<Connection> => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-connection-"));
  const { certificate, key, caFile } = await makeServerCertificate(directory);
  const server = createServer({ cert: certificate, key }, answer);
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  const connection = new Connection({
    server: new URL(`https://localhost:${portOf(server)}`),
    serverCaFile: caFile,
    environment: {},
    timeoutMilliseconds,
  });
  t.after(() => {
    connection.close();
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return connection;
};

test("a server that takes the request and never answers: G008e, and it may have been done", async (t) => {
  const connection = await connectionTo(t, () => undefined, 400);
  const asked = await connection.ask({ method: "POST", path: "/x", body: {} });
  assert.ok(!asked.ok);
  assert.equal(asked.refusal.code, "G008e");
  assert.equal(asked.refusal.sent, true);
});

test("an answer without end is cut off", async (t) => {
  const connection = await connectionTo(
    t,
    (_request, response) => {
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(100_000)));
      };
      response.on("drain", more);
      more();
    },
    20_000,
  );
  const asked = await connection.ask({ method: "GET", path: "/x" });
  assert.ok(!asked.ok);
  assert.match(asked.refusal.detail, /too long/);
});

test("token, body and status arrive; a redirect is an answer like any other", async (t) => {
  const connection = await connectionTo(
    t,
    (request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => {
        response.writeHead(302, { location: "https://elsewhere.example/" });
        response.end(`${request.headers.authorization} ${text}`);
      });
    },
    5000,
  );
  const asked = await connection.ask({ method: "POST", path: "/x", body: { a: 1 }, token: "secret" });
  assert.ok(asked.ok);
  assert.equal(asked.value.status, 302);
  assert.equal(asked.value.body.toString(), 'Bearer secret {"a":1}');
});
