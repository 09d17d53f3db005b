import assert from "node:assert/strict";
import test from "node:test";
import { addressAllowance } from "./address-allowance.ts";

test("each address has as many as it may, and 0 means any number", () => {
  const mayAsk = addressAllowance(2);
  assert.deepEqual(["a", "a", "b", "a", "b", "b"].map(mayAsk), [true, true, true, false, true, false]);
  const any = addressAllowance(0);
  assert.ok(Array.from({ length: 100 }, () => any("a")).every(Boolean));
});

test("a minute later it begins anew; the memory is bounded", (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const mayAsk = addressAllowance(1);
  assert.deepEqual([mayAsk("a"), mayAsk("a")], [true, false]);
  now = 60_000;
  assert.deepEqual([mayAsk("a"), mayAsk("a")], [true, false]);
  for (let index = 0; index < 20_000; index += 1) mayAsk(`other ${index}`);
  assert.ok(mayAsk("a"), "so many addresses are not kept");
});
