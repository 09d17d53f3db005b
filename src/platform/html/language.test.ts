import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defineTexts, languageOf, negotiateLanguage } from "./language.ts";

describe("negotiateLanguage", () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, "ja"],
    ["", "ja"],
    ["en", "en"],
    ["en-US,en;q=0.9", "en"],
    ["ja,en-US;q=0.9,en;q=0.8", "ja"],
    ["en;q=0.5, ja;q=0.8", "ja"],
    ["fr-FR,fr;q=0.9,en;q=0.1", "en"],
    ["fr", "ja"],
    ["en;q=0", "ja"],
    ["EN-gb", "en"],
    ["*", "ja"],
    ["en;q=nonsense", "en"],
    [`${"x".repeat(600)},en`, "ja"],
  ];
  for (const [header, expected] of cases) {
    test(`${String(header).slice(0, 40)} → ${expected}`, () => {
      assert.equal(negotiateLanguage(header), expected);
    });
  }
});

test("the cookie wins over the browser; a cookie of another make counts for nothing", () => {
  assert.equal(languageOf("en", "ja"), "en");
  assert.equal(languageOf("ja", "en"), "ja");
  assert.equal(languageOf("<script>", "en"), "en");
});

test("texts are looked up by language", () => {
  const texts = defineTexts({ ja: { title: "ログイン" }, en: { title: "Log in" } });
  assert.equal(texts.ja.title, "ログイン");
  assert.equal(texts.en.title, "Log in");
});
