import assert from "node:assert/strict";
import { test } from "node:test";
import { describeRefusal, refusalCatalogue, refusalTables } from "./catalogue.ts";
import type { RefusalText } from "./refusal.ts";

const rows = Object.entries(refusalTables).flatMap(([table, texts]) =>
  Object.entries<RefusalText>(texts).map(([code, text]) => ({ table, code, text })),
);

const placeholders = (text: string): string[] =>
  Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[1] ?? "").sort();

test("no code is stated twice", () => {
  const codes = rows.map(({ code }) => code);
  assert.deepEqual(
    codes.filter((code, index) => codes.indexOf(code) !== index),
    [],
  );
  assert.equal(refusalCatalogue().size, codes.length);
});

test("codes are upper snake case", () => {
  for (const { code } of rows) assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
});

test("every text has both languages, and the same figures in each", () => {
  for (const { code, text } of rows) {
    for (const { ja, en } of [text.cause, text.action]) {
      assert.match(ja, /[ぁ-んァ-ヶ一-龠]/, `${code}: ${ja}`);
      assert.match(en, /^[A-Z].*[.”?]$/, `${code}: ${en}`);
      assert.deepEqual(placeholders(ja), placeholders(en), code);
    }
  }
});

test("figures and names are filled into the customer's text", () => {
  const described = describeRefusal({
    code: "ACQUISITION_DEADLINE_PASSED",
    detail: "",
    facts: { deadline: "2027-03-31" },
  });
  assert.match(described.cause.ja, /2027-03-31/);
  assert.match(described.cause.en, /2027-03-31/);
  assert.equal(described.kind, "forbidden");
});

test("a figure that is missing leaves a dash, never a brace", () => {
  const { cause } = describeRefusal({ code: "CONTRACT_CERTIFICATE_CAP", detail: "" });
  assert.doesNotMatch(`${cause.ja}${cause.en}`, /[{}]/);
});

test("a code of no table is told in general words", () => {
  const { code, kind, action } = describeRefusal({ code: "NO_SUCH_CODE", detail: "" });
  assert.equal(code, "NO_SUCH_CODE");
  assert.equal(kind, "unavailable");
  assert.match(action.en, /help desk/);
});
