import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { savedCorpus, savedFindings } from "./saved.ts";
import { loadTarget, targetNames } from "./targets.ts";

/** What fuzzing has found, and a small corpus of what it has reached, run once more without any coverage. */

for (const name of targetNames()) {
  test(`the saved inputs of ${name} break nothing`, async () => {
    const target = await loadTarget(name);
    const inputs = [
      ...target.seeds.map((input, index) => ({ name: `seed ${index}`, input })),
      ...savedCorpus(name).map((input, index) => ({ name: `line ${index + 1} of corpus.txt`, input })),
      ...savedFindings(name),
    ];
    assert.ok(inputs.length > 0);
    for (const { name: which, input } of inputs) {
      try {
        await target.fuzz(Buffer.from(input));
      } catch (error) {
        throw new Error(`${name}: ${which}`, { cause: error });
      }
    }
  });
}

test("every folder of saved inputs belongs to a target", () => {
  const folders = readdirSync(path.join(import.meta.dirname, "../../test/fuzz-regressions"), {
    withFileTypes: true,
  });
  const unknown = folders.filter((entry) => entry.isDirectory() && !targetNames().includes(entry.name));
  assert.deepEqual(unknown, []);
});
