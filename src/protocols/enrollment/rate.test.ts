import assert from "node:assert/strict";
import { test } from "node:test";
import { call, startRaw } from "#test/support/enrollment-client.ts";
import { enrollmentWorld } from "#test/support/enrollment-world.ts";
import { errorResponseSchema } from "#wire/enrollment.ts";

const world = await enrollmentWorld({ requestsPerMinute: 20, sessionsPerMinute: 5 });

test("one address starts so many sessions a minute, and is then told to wait", async () => {
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await startRaw(world.server, "hisui")).status, 201);
  }
  const answer = await startRaw(world.server, "hisui");
  assert.equal(answer.status, 429);
  assert.equal(errorResponseSchema.parse(JSON.parse(answer.text)).error.code, "TOO_MANY_REQUESTS");
  assert.ok(Number(answer.headers["retry-after"]) > 0);
});

test("other requests of the address have a limit of their own", async () => {
  assert.equal((await call(world.server, { path: "/enrollment/v1/hisui" })).status, 200);
});
