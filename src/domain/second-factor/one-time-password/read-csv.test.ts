import assert from "node:assert/strict";
import { test } from "node:test";
import { CSV_HEADER, readTokensCsv } from "./read-csv.ts";

const SEED = "3132333435363738393031323334353637383930";

test("reads tokens, with a byte order mark and lines of Windows", () => {
  const read = readTokensCsv(
    `\uFEFF${CSV_HEADER}\r\nab-12,${SEED},SHA1,6,60\r\n\r\nAB-13,${SEED},sha-256,8,30\r\n`,
  );
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.map(({ serial, seed, parameters }) => [serial, seed.toString("ascii"), parameters]),
    [
      ["AB-12", "12345678901234567890", { algorithm: "SHA-1", digits: 6, periodSeconds: 60 }],
      ["AB-13", "12345678901234567890", { algorithm: "SHA-256", digits: 8, periodSeconds: 30 }],
    ],
  );
});

const WRONG: readonly (readonly [what: string, lines: string, line: number])[] = [
  ["no headings", `AB-12,${SEED},SHA1,6,60`, 1],
  ["no token", CSV_HEADER, 2],
  ["too few cells", `${CSV_HEADER}\nAB-12,${SEED},SHA1,6`, 2],
  ["a serial with a space inside it of other characters", `${CSV_HEADER}\nAB_12,${SEED},SHA1,6,60`, 2],
  ["a seed that is not hexadecimal", `${CSV_HEADER}\nAB-12,${SEED.slice(0, -1)}g,SHA1,6,60`, 2],
  ["half a byte", `${CSV_HEADER}\nAB-12,${SEED}a,SHA1,6,60`, 2],
  ["a seed of 15 bytes", `${CSV_HEADER}\nAB-12,${SEED.slice(0, 30)},SHA1,6,60`, 2],
  ["a seed of 129 bytes", `${CSV_HEADER}\nAB-12,${"00".repeat(129)},SHA1,6,60`, 2],
  ["another hash", `${CSV_HEADER}\nAB-12,${SEED},MD5,6,60`, 2],
  ["five digits", `${CSV_HEADER}\nAB-12,${SEED},SHA1,5,60`, 2],
  ["45 seconds", `${CSV_HEADER}\nAB-12,${SEED},SHA1,6,45`, 2],
  ["a serial twice", `${CSV_HEADER}\nAB-12,${SEED},SHA1,6,60\nab-12,${SEED},SHA1,6,60`, 3],
];

for (const [what, text, line] of WRONG) {
  test(`refuses ${what}, without repeating the seed`, () => {
    const read = readTokensCsv(text);
    assert.ok(!read.ok);
    assert.equal(read.refusal.code, "OTP_IMPORT_MALFORMED");
    assert.equal(read.refusal.facts?.["line"], line);
    assert.ok(!JSON.stringify(read.refusal).includes(SEED.slice(0, 20)));
  });
}
