import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { operationsRoutes } from "./routes.ts";

test("the operations terminal says what it does not do yet, in both languages", async () => {
  const server = fastify();
  await server.register(operationsRoutes());
  const ja = await server.inject({ url: "/" });
  assert.equal(ja.statusCode, 200);
  assert.match(ja.payload, /この版には含まれていません/);
  assert.match(ja.payload, /bin\/tegata certificate/);
  assert.match(String(ja.headers["content-security-policy"]), /default-src 'none'/);
  const en = await server.inject({ url: "/", headers: { "accept-language": "en" } });
  assert.match(en.payload, /not part of this release/);
});
