import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandom } from "#shared/random.ts";
import { type Asked, Guard } from "./guard.ts";

const PORT = 40_123;
const HOST = `127.0.0.1:${PORT}`;
const ORIGIN = `http://${HOST}`;

const asked = (given: Partial<Asked>): Asked => ({
  method: "GET",
  target: "/",
  host: HOST,
  origin: undefined,
  fetchSite: undefined,
  cookie: undefined,
  authorization: undefined,
  ...given,
});

/** A guard whose window is open, and the cookie that it gave. */
const opened = (): { guard: Guard; cookie: string } => {
  const guard = new Guard(systemRandom);
  const launch = guard.admit(asked({ target: guard.launchPath() }), PORT);
  assert.equal(launch.kind, "launch");
  assert.match(launch.cookie, /; Path=\/[\w-]{32}\/; HttpOnly; SameSite=Strict$/);
  return { guard, cookie: launch.cookie.split(";")[0] ?? "" };
};

const reasonOf = (guard: Guard, given: Partial<Asked>): string => {
  const admission = guard.admit(asked(given), PORT);
  return admission.kind === "refused" ? admission.reason : admission.kind;
};

test("the launch token opens once, and only as GET", () => {
  const guard = new Guard(systemRandom);
  const target = guard.launchPath();
  assert.equal(reasonOf(guard, { target: "/launch" }), "token");
  assert.equal(reasonOf(guard, { target: "/launch?token=wrong" }), "token");
  assert.equal(reasonOf(guard, { target, method: "POST" }), "token");
  assert.equal(reasonOf(guard, { target }), "launch");
  assert.equal(reasonOf(guard, { target }), "token", "a second time");
  const next = guard.launchPath();
  guard.launchPath();
  assert.equal(reasonOf(guard, { target: next }), "token", "one that a later one made void");
});

test("with the cookie, at the path, from our own pages: admitted", () => {
  const { guard, cookie } = opened();
  assert.deepEqual(guard.admit(asked({ target: `${guard.base}delete?serial=0`, cookie }), PORT), {
    kind: "admitted",
    path: "delete",
  });
  const post = { method: "POST", target: `${guard.base}issue`, cookie, fetchSite: "same-origin" };
  assert.equal(reasonOf(guard, { ...post, origin: ORIGIN }), "admitted");
  assert.equal(reasonOf(guard, { target: guard.base, cookie: `other=1; ${cookie}` }), "admitted");
});

test("everything else is refused, by the first thing that is wrong", () => {
  const { guard, cookie } = opened();
  const good = { target: guard.base, cookie };
  const post = { ...good, method: "POST" };
  const cases: readonly (readonly [Partial<Asked>, string])[] = [
    [{ ...good, host: `localhost:${PORT}` }, "Host"],
    [{ ...good, host: `evil.example:${PORT}` }, "Host"],
    [{ ...good, host: undefined }, "Host"],
    [{ ...good, method: "PUT" }, "method"],
    [{ ...good, method: "OPTIONS" }, "method"],
    [{ ...good, target: "/" }, "path"],
    [{ ...good, target: `/${"A".repeat(32)}/` }, "path"],
    [{ ...good, target: guard.base.slice(0, -1) }, "path"],
    [{ ...good, cookie: undefined }, "cookie"],
    [{ ...good, cookie: "tegata-issuer=" }, "cookie"],
    [{ ...good, cookie: `x${cookie}` }, "cookie"],
    [{ ...post }, "Origin"],
    [{ ...post, origin: "null" }, "Origin"],
    [{ ...post, origin: `http://localhost:${PORT}` }, "Origin"],
    [{ ...post, origin: "http://127.0.0.1:1" }, "Origin"],
    [{ ...good, fetchSite: "cross-site" }, "Sec-Fetch-Site"],
    [{ ...good, fetchSite: "same-site" }, "Sec-Fetch-Site"],
    [{ ...post, origin: ORIGIN, fetchSite: "cross-site" }, "Sec-Fetch-Site"],
  ];
  for (const [given, reason] of cases) assert.equal(reasonOf(guard, given), reason, JSON.stringify(given));
});

test("a second start hands over with its secret; no page can", () => {
  const { guard, cookie } = opened();
  const right = { method: "POST", target: "/handover", authorization: `Bearer ${guard.handoverSecret}` };
  assert.equal(reasonOf(guard, right), "handover");
  assert.equal(reasonOf(guard, { ...right, authorization: "Bearer wrong" }), "handover secret");
  assert.equal(reasonOf(guard, { ...right, authorization: undefined, cookie }), "handover secret");
  assert.equal(reasonOf(guard, { ...right, method: "GET" }), "handover");
  assert.equal(reasonOf(guard, { ...right, origin: ORIGIN }), "handover");
  assert.equal(reasonOf(guard, { ...right, fetchSite: "same-origin" }), "handover");
});
