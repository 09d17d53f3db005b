import assert from "node:assert/strict";
import test from "node:test";
import { sql } from "kysely";
import { statements } from "#platform/database/database.ts";
import { testDatabase } from "#test/support/database.ts";
import { byteaArray, integerArray, textArray, timestampArray } from "./binary-array.ts";

const database = await testDatabase();

/** What the server reads in an array, element by element. */
const readBack = async (array: Buffer, type: "text" | "bytea" | "integer" | "timestamptz") => {
  const { rows } = await database.inSharedOnce(
    sql<{ element: unknown }>`select element from unnest(${array}::${sql.raw(type)}[])
      with ordinality as given (element, ordinal) order by ordinal`.compile(statements),
  );
  return rows.map(({ element }) => element);
};

test("texts, with what a text format would have to quote, and null", async () => {
  const texts = ["plain", "", 'quote " comma , brace {} back \\', "ヒスイ信用組合", "NULL"];
  assert.deepEqual(await readBack(textArray(texts), "text"), texts);
  assert.deepEqual(await readBack(textArray(["a", undefined, "b", undefined]), "text"), [
    "a",
    null,
    "b",
    null,
  ]);
});

test("octets of any value and length", async () => {
  const values = [
    Buffer.alloc(0),
    Buffer.from([0, 255, 92, 39]),
    Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256)),
  ];
  assert.deepEqual(await readBack(byteaArray(values), "bytea"), values);
});

test("integers to both ends of their range", async () => {
  const values = [0, -1, 2_147_483_647, -2_147_483_648];
  assert.deepEqual(await readBack(integerArray(values), "integer"), values);
});

test("instants before and after 2000, to the millisecond", async () => {
  const texts = [
    "2026-11-22T03:34:11.123Z",
    "2000-01-01T00:00:00Z",
    "1970-01-01T00:00:00.001Z",
    "9999-12-31T23:59:59Z",
  ];
  assert.deepEqual(
    await readBack(timestampArray(texts.map((text) => Temporal.Instant.from(text))), "timestamptz"),
    texts.map((text) => new Date(text)),
  );
});

test("an array of nothing", async () => {
  assert.deepEqual(await readBack(textArray([]), "text"), []);
  assert.deepEqual(await readBack(byteaArray([]), "bytea"), []);
});
