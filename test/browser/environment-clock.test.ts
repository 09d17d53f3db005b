import assert from "node:assert/strict";
import { test } from "node:test";
import { compareClocks } from "../../src/browser/environment/clock.ts";

const server = Date.UTC(2026, 10, 22);

for (const [seconds, isGood, minutes, isAhead] of [
  [0, true, 1, false],
  [120, true, 2, true],
  [121, false, 2, true],
  [-121, false, 2, false],
  [3600, false, 60, true],
] as const)
  test(`a clock ${seconds} seconds off is ${isGood ? "good" : "bad"}`, () => {
    const found = compareClocks(server + seconds * 1000, server);
    assert.deepEqual(found, { isGood, seconds: Math.abs(seconds), minutes, isAhead });
  });
