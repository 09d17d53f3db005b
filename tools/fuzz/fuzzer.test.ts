import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Coverage } from "./coverage.ts";
import { fuzzTarget, type FuzzResult } from "./fuzzer.ts";
import type { FuzzTarget } from "./target.ts";

const coverage = new Coverage();
coverage.install([pathToFileURL(path.join(import.meta.dirname, "testing")).href]);
const { fuzz } = await import("./testing/planted.ts");

const target: FuzzTarget = { fuzz, maxBytes: 64, shape: "text", seeds: [], slowMilliseconds: 1000 };

/** A run bounded by executions, not by time: the same on every machine. */
const run = (seed: number, guide: Coverage | undefined, maxExecutions = 100_000): Promise<FuzzResult> =>
  fuzzTarget(target, {
    seed,
    corpus: [Buffer.from("begin")],
    dictionary: [],
    coverage: guide,
    now: () => 0,
    milliseconds: 1,
    maxExecutions,
    stopAtFinding: true,
  });

test("with coverage, a bug behind four comparisons is found", async () => {
  const { findings } = await run(1, coverage.forget());
  assert.equal(findings.length, 1);
  assert.equal(findings[0]?.message, "planted");
  assert.match(findings[0]?.kind ?? "", /^RangeError at tools\/fuzz\/testing\/planted\.ts:6$/);
  assert.equal(findings[0]?.input.toString("hex"), "54479de1", "shrunk to what matters");
});

test("without coverage, the same number of executions finds nothing", async () => {
  const { findings, executions } = await run(1, undefined);
  assert.ok(executions >= 100_000);
  assert.deepEqual(findings, []);
});

test("the same seed gives the same run", async () => {
  const [first, second] = [await run(7, coverage.forget(), 20_000), await run(7, coverage.forget(), 20_000)];
  assert.equal(first.executions, second.executions);
  assert.deepEqual(first.corpus, second.corpus);
});

test("an input that takes too long is a finding", async () => {
  let now = 0;
  const slow: FuzzTarget = {
    ...target,
    slowMilliseconds: 5,
    fuzz: (data) => void (now += data.length > 4 ? 10 : 1),
  };
  const { findings } = await fuzzTarget(slow, {
    seed: 1,
    corpus: [Buffer.from("long enough")],
    dictionary: [],
    coverage: undefined,
    now: () => now,
    milliseconds: 100,
  });
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ["slow"],
  );
});
