import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import test from "node:test";
import { groupCommit } from "./group-commit.ts";

/** Groups as they were run, and members that make theirs fail. */
const recorder = (poisoned: ReadonlySet<string> = new Set()) => {
  const runs: string[] = [];
  const write = groupCommit<string, string>({
    orderOf: (entry) => entry,
    runTogether: async (place, entries) => {
      runs.push(`${place}: ${entries.join(" ")}`);
      await turn();
      if (entries.some((entry) => poisoned.has(entry)))
        throw new Error(`poisoned among ${entries.join(" ")}`);
      return entries.map((entry) => `${entry} written`);
    },
  });
  return { runs, write };
};

test("what comes in while a group is under way shares the next one, in order of what it locks", async () => {
  const { runs, write } = recorder();
  const outcomes = await Promise.all(["d", "c", "a", "b"].map((entry) => write("x", entry)));
  assert.deepEqual(outcomes, ["d written", "c written", "a written", "b written"]);
  assert.deepEqual(runs, ["x: d", "x: a b c"]);
  assert.equal(await write("x", "e"), "e written");
  assert.deepEqual(runs.at(-1), "x: e");
});

test("places do not wait for each other", async () => {
  const { runs, write } = recorder();
  await Promise.all([write("x", "a"), write("y", "b"), write("x", "c"), write("y", "d")]);
  assert.deepEqual(runs, ["x: a", "y: b", "x: c", "y: d"]);
});

test("a poisoned member fails alone, in few attempts, and the others are written", async () => {
  const { runs, write } = recorder(new Set(["m13"]));
  const names = Array.from({ length: 33 }, (_, index) => `m${index}`);
  const settled = await Promise.allSettled(names.map((name) => write("x", name)));
  assert.deepEqual(
    settled.flatMap(({ status }, index) => (status === "rejected" ? [names[index]] : [])),
    ["m13"],
  );
  assert.ok(runs.length <= 2 + 2 * Math.log2(32), `${runs.length} attempts`);
});

test("a group that answers for another number of members fails each of them", async () => {
  const write = groupCommit<string, string>({ orderOf: (entry) => entry, runTogether: async () => [] });
  const settled = await Promise.allSettled(["a", "b", "c"].map((entry) => write("x", entry)));
  assert.deepEqual(
    settled.map(({ status }) => status),
    ["rejected", "rejected", "rejected"],
  );
});
