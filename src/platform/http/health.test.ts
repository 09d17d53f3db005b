import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { systemRandom } from "#shared/random.ts";
import { createLog } from "../log/log.ts";
import { addressSet, createMetrics, healthRoutes } from "./metrics.ts";
import { createHttpServer } from "./server.ts";

const serverFor = async (
  t: TestContext,
  ready: () => Promise<boolean>,
  trustedProxies: readonly string[] = [],
) => {
  const metrics = createMetrics();
  const app = await createHttpServer({
    name: "validation",
    trustedProxies,
    log: createLog({ level: "silent" }),
    random: systemRandom,
    metrics,
  });
  t.after(() => app.close());
  await app.register(healthRoutes({ ready, metrics, metricsAddresses: ["192.0.2.1", "127.0.0.1"] }));
  return app;
};

test("alive is always said, ready only when it is", async (t) => {
  let state: "yes" | "no" | "broken" = "yes";
  const app = await serverFor(t, async () => {
    if (state === "broken") throw new Error("no database");
    return state === "yes";
  });
  const statuses = async (): Promise<number[]> => [
    (await app.inject("/healthz")).statusCode,
    (await app.inject("/readyz")).statusCode,
  ];
  assert.deepEqual(await statuses(), [200, 200]);
  state = "no";
  assert.deepEqual(await statuses(), [200, 503]);
  state = "broken";
  assert.deepEqual(await statuses(), [200, 503]);
});

test("figures go to listed addresses only, and never through a proxy", async (t) => {
  const app = await serverFor(t, async () => true, ["127.0.0.1"]);
  await app.inject("/healthz");
  const listed = await app.inject({ url: "/metrics", remoteAddress: "192.0.2.1" });
  assert.equal(listed.statusCode, 200);
  assert.match(
    listed.body,
    /tegata_http_request_seconds_count\{server="validation",method="GET",route="\/healthz",status="200"\} 1/,
  );
  assert.equal((await app.inject({ url: "/metrics", remoteAddress: "192.0.2.2" })).statusCode, 404);
  const forwarded = {
    url: "/metrics",
    remoteAddress: "127.0.0.1",
    headers: { "x-forwarded-for": "192.0.2.1" },
  };
  assert.equal((await app.inject(forwarded)).statusCode, 404);
});

test("networks of both families are recognised", () => {
  const set = addressSet(["10.0.0.0/8", "2001:db8::/32", "::1"]);
  assert.deepEqual(
    ["10.1.2.3", "11.0.0.1", "2001:db8::7", "2001:db9::7", "::1", ""].map((address) => set.has(address)),
    [true, false, true, false, true, false],
  );
});
