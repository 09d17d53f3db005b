import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { failure, localCodes } from "../core/failure.ts";
import { VERSION } from "../version.ts";
import { exitCodes } from "./exit-codes.ts";
import { fill, formatInstant, systemLanguage } from "./texts.ts";

test("the language is that of the OS, in the order of POSIX", () => {
  assert.equal(systemLanguage({ LANG: "ja_JP.UTF-8" }), "ja");
  assert.equal(systemLanguage({ LANG: "ja_JP.UTF-8", LC_ALL: "en_GB.UTF-8" }), "en");
  assert.equal(systemLanguage({ LANG: "de_DE", LC_MESSAGES: "ja_JP", LC_ALL: "" }), "ja");
  assert.equal(systemLanguage({}), "en");
});

test("moments carry time and zone", () => {
  const instant = Temporal.Instant.from("2027-11-23T14:59:59Z");
  assert.equal(formatInstant(instant, "ja", "Asia/Tokyo"), "2027年11月23日 23:59:59 Asia/Tokyo");
  assert.equal(formatInstant(instant, "en", "UTC"), "23 Nov 2027 14:59:59 UTC");
});

test("gaps are filled, unknown ones stay visible", () => {
  assert.equal(fill("{days} of {all}", { days: 3 }), "3 of {all}");
});

test("every code of the application has its text and exit code, and stands in the manual", () => {
  const manual = readFileSync(new URL("../../../docs/issuer.md", import.meta.url), "utf8");
  for (const code of localCodes) {
    const { cause, action, kind } = failure(code, "");
    for (const text of [cause, action]) {
      assert.match(text.ja, /(です|ます|ません|でした|ました|ください)。$/, code);
      assert.match(text.en, /[.)]$/, code);
    }
    assert.match(manual, new RegExp(`\\| \`${code}\`\\s*\\| ${exitCodes[kind]}\\s*\\|`), code);
  }
});

test("the version is that of the package", () => {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  assert.match(text, new RegExp(`"version": "${VERSION}"`));
});
