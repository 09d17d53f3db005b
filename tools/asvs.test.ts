import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const project = join(import.meta.dirname, "..");

/** The requirements of OWASP ASVS 5.0.0 at levels 1 and 2, by section: `1.2.1-9` stands for 1.2.1 to 1.2.9. */
const NUMBERS = `
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1 3.2.1-2 3.3.1-4 3.4.1-6
3.5.1-5 3.7.1-2 4.1.1-3 4.2.1 4.3.1-2 4.4.1-4 5.1.1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4
6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3
8.3.1 8.4.1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2
11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2
13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3
16.5.1-3 17.1.1 17.2.1-4 17.3.1-2
`;

const expand = (part: string): string[] => {
  const at = part.lastIndexOf(".");
  const section = part.slice(0, at);
  return part
    .slice(at + 1)
    .split(",")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => `V${section}.${first + index}`);
    });
};

const text = await readFile(join(project, "docs/security/asvs.md"), "utf8");

interface Item {
  readonly number: string;
  readonly answer: string;
  readonly how: string;
  readonly files: readonly string[];
}

const items: readonly Item[] = text
  .split("\n")
  .filter((line) => line.startsWith("| V"))
  .map((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    assert.equal(cells.length, 8, line);
    const [, number = "", , , answer = "", how = "", shownBy = ""] = cells;
    return {
      number,
      answer,
      how,
      files: Array.from(shownBy.matchAll(/`([^`]+)`/g), ([, file = ""]) => file),
    };
  });

test("every requirement of levels 1 and 2 has its line, once and in order", () => {
  const expected = NUMBERS.trim().split(/\s+/).flatMap(expand);
  assert.equal(expected.length, 253);
  assert.deepEqual(
    items.map(({ number }) => number),
    expected,
  );
});

test("every file that is named exists", () => {
  const missing = items.flatMap(({ number, files }) =>
    files.filter((file) => !existsSync(join(project, file))).map((file) => `${number}: ${file}`),
  );
  assert.deepEqual(missing, []);
});

test("what is met says what shows it; what is not, why", () => {
  for (const { number, answer, how, files } of items) {
    assert.match(answer, /^(?:met|partly met|not met|not applicable)$/, number);
    assert.ok(how.length > 3, number);
    if (answer === "met" || answer === "partly met") assert.ok(files.length > 0, number);
  }
});

test("the sums are right", () => {
  const count = (wanted: string): number => items.filter(({ answer }) => answer === wanted).length;
  const sums = `${count("met")} are met, ${count("partly met")} partly, ${count("not met")} not, and ${count("not applicable")} do not apply`;
  assert.ok(text.includes(sums), sums);
});
