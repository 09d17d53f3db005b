import assert from "node:assert/strict";
import { test } from "node:test";
import { auditWorld, placed } from "#test/support/audit.ts";
import { parseLine } from "./export-lines.ts";
import type { AuditFaultCode } from "./faults.ts";
import { listAuditKeys } from "./key.ts";
import { digestOf } from "./row.ts";
import { NotAnExport, verifyExport } from "./verify-export.ts";

/** Offline: what somebody can do to an export, and how it is told. 12 rows; checkpoints over 4 and 9. */
const world = await auditWorld();
for (const rows of [4, 5]) {
  await world.write(rows);
  await world.link();
  await world.checkpoint();
}
await world.write(3);
await world.link();
const lines = await world.exportLines();
const keys = await listAuditKeys(world.context);

/** Index of the line of a row. */
const at = (place: number): number =>
  lines.findIndex((line) => {
    const parsed = parseLine(line);
    return parsed?.type === "event" && parsed.row.sequence === place;
  });
const lineOf = (place: number): string => lines[at(place)] ?? "";
const indexOf = (type: string, nth = 0): number =>
  lines.flatMap((line, index) => (parseLine(line)?.type === type ? [index] : []))[nth] ?? -1;
const without = (...indices: readonly number[]): string[] =>
  lines.filter((_, index) => !indices.includes(index));
const replaced = (index: number, change: (line: string) => string): string[] =>
  lines.map((line, other) => (other === index ? change(line) : line));
const swapped = (left: number, right: number): string[] =>
  lines.map((line, index) => (index === left ? lines[right] : index === right ? lines[left] : line) ?? "");
const inserted = (index: number, line: string): string[] => lines.toSpliced(index, 0, line);

const faultsOf = async (...files: readonly (readonly string[])[]): Promise<string[]> => {
  const { faults } = await verifyExport(placed(...files), { trustedKeys: keys });
  return faults.map(({ code, sequence }) => `${code} ${sequence}`);
};

test("an export that nobody touched is sound, by the keys in it and by those that are trusted", async () => {
  for (const trustedKeys of [undefined, keys]) {
    const report = await verifyExport(placed(lines), trustedKeys === undefined ? {} : { trustedKeys });
    assert.deepEqual(
      [report.faults, report.rows, report.checkpoints, report.coveredSequence],
      [[], 12, 2, 9],
    );
    assert.equal(report.areKeysTrusted, trustedKeys !== undefined);
    assert.equal(report.lastDigest, digestOf(lineOf(12)));
  }
});

const forged = (place: number, previous: number): string =>
  lineOf(place)
    .replace(/"previous":"[0-9a-f]+"/, `"previous":"${digestOf(lineOf(previous))}"`)
    .replace('"userId":"u', '"userId":"x');

const CASES: Readonly<Record<string, readonly [file: () => readonly string[], AuditFaultCode, number]>> = {
  "a row is changed": [
    () => replaced(at(6), (line) => line.replace("keyCompromise", "unspecified")),
    "ROW_CHANGED",
    6,
  ],
  "the first row is changed": [
    () => replaced(at(1), (line) => line.replace("窓口", "窗口")),
    "ROW_CHANGED",
    1,
  ],
  "the last row is changed": [
    () => replaced(at(12), (line) => line.replace("u12", "u13")),
    "ROW_CHANGED",
    12,
  ],
  "a space is added to a row": [
    () => replaced(at(6), (line) => line.replace("{", "{ ")),
    "LINE_MALFORMED",
    6,
  ],
  "the hash that a row names is changed": [
    () => replaced(at(6), (line) => line.replace(/"previous":"./, '"previous":"')),
    "LINE_MALFORMED",
    6,
  ],
  "a row is deleted": [() => without(at(6)), "ROW_DELETED", 6],
  "the first row is deleted": [() => without(at(1)), "ROW_DELETED", 1],
  "the last row is deleted": [() => without(at(12)), "FILE_INCOMPLETE", 12],
  "three rows are deleted": [() => without(at(5), at(6), at(7)), "ROW_DELETED", 5],
  "two neighbours are swapped": [() => swapped(at(6), at(7)), "ROW_MOVED", 6],
  "two rows are swapped": [() => swapped(at(6), at(8)), "ROW_MOVED", 6],
  "a row is moved to the end": [
    () => [...without(at(6)).slice(0, -1), lineOf(6), lines.at(-1) ?? ""],
    "ROW_MOVED",
    6,
  ],
  "a row is repeated": [() => inserted(at(7), lineOf(6)), "ROW_INSERTED", 6],
  "a row is forged before the true one": [() => inserted(at(6), forged(6, 5)), "ROW_INSERTED", 6],
  "a row is forged after the true one": [() => inserted(at(7), forged(6, 5)), "ROW_INSERTED", 6],
  "a row of another record is put in": [
    () => inserted(at(6), lineOf(5).replace('"institution":"9001"', '"institution":"9002"')),
    "ROW_INSERTED",
    5,
  ],
  "a line is nonsense": [() => inserted(at(6), '{"type":"remark"}'), "LINE_MALFORMED", 6],
  "the end is cut off": [() => lines.slice(0, at(11)), "FILE_INCOMPLETE", 11],
  "the end is cut off inside a line": [
    () => [...lines.slice(0, at(11)), lineOf(11).slice(0, 40)],
    "LINE_MALFORMED",
    11,
  ],
  "the tail is cut off and a false end put there": [
    () => [
      ...lines.slice(0, at(8)),
      `{"type":"end","last":7,"hash":"${digestOf(lineOf(7))}","rows":7}`,
      lines[indexOf("checkpoint", 1)] ?? "",
    ],
    "TAIL_MISSING",
    8,
  ],
  "a checkpoint's hash is changed": [
    () =>
      replaced(indexOf("checkpoint"), (line) =>
        line.replace("\\n4\\n", "\\n4\\nA").replace("=\\ntime", "\\ntime"),
      ),
    "CHECKPOINT_CHANGED",
    4,
  ],
  "a checkpoint's signature is changed": [
    () => replaced(indexOf("checkpoint"), (line) => line.replace(/(tegata-audit-1 .{30})./, "$1~")),
    "CHECKPOINT_CHANGED",
    4,
  ],
  "a checkpoint is removed": [() => without(indexOf("checkpoint")), "CHECKPOINT_DELETED", 9],
  "the key is exchanged and believed": [
    () => replaced(indexOf("key"), (line) => line.replace(/.{6}"}$/, 'AAAAA="}')),
    "CHECKPOINT_CHANGED",
    4,
  ],
};

for (const [name, [file, code, sequence]] of Object.entries(CASES)) {
  test(`${name}: ${code} at ${sequence}`, async () => {
    const trusted = name.includes("key") ? {} : { trustedKeys: keys };
    const { faults } = await verifyExport(placed(file()), trusted);
    const [first] = faults;
    assert.deepEqual([first?.code, first?.sequence], [code, sequence], JSON.stringify(faults, null, 1));
  });
}

test("files that continue one another are one record; a gap between them is told", async () => {
  const files = [await world.exportLines(0, 5), await world.exportLines(5, 9), await world.exportLines(9)];
  assert.deepEqual(await faultsOf(...files), []);
  assert.deepEqual(await faultsOf(...files.slice(1)), [], "an export may begin anywhere");
  assert.deepEqual(await faultsOf(...files.toSpliced(1, 1)), ["FILE_GAP 6"]);
  const [first = []] = files;
  const other = first.map((line) => line.replace("keyCompromise", "unspecified"));
  assert.deepEqual((await faultsOf(other, ...files.slice(1)))[0], "ROW_CHANGED 1");
});

test("checkpoints that come some rows behind their own are compared all the same", async () => {
  const checkpoint = lines[indexOf("checkpoint")] ?? "";
  const late = [...without(indexOf("checkpoint"))];
  late.splice(late.indexOf(lineOf(8)), 0, checkpoint);
  assert.deepEqual(await faultsOf(late), []);
});

test("a whole record that was forged with hashes that fit contradicts the checkpoints in it", async () => {
  const file: string[] = [];
  let previous = "0".repeat(64);
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed?.type !== "event") {
      file.push(parsed?.type === "end" ? line.replace(/"hash":"[0-9a-f]+"/, `"hash":"${previous}"`) : line);
      continue;
    }
    const text = line.replace(/"previous":"[0-9a-f]+"/, `"previous":"${previous}"`).replace('"u7"', '"u8"');
    file.push(text);
    previous = digestOf(text);
  }
  assert.deepEqual(await faultsOf(file), ["CHECKPOINT_CONTRADICTED 9"]);
});

test("what is no export is not verified", async () => {
  await assert.rejects(verifyExport(placed([])), NotAnExport);
  await assert.rejects(verifyExport(placed(lines.slice(1))), NotAnExport);
});

test("an export that is still being written may end anywhere", async () => {
  const { faults, lastSequence } = await verifyExport(placed(lines.slice(0, at(11))), { isOpen: true });
  assert.deepEqual([faults, lastSequence], [[], 10]);
});
