import assert from "node:assert/strict";
import { test } from "node:test";
import { charactersOf, normalForm } from "./normal-form.ts";

test("width, kana, case, spaces and unseen characters do not matter", () => {
  const same = ["タロウ", "たろう", "ﾀﾛｳ", " タ ロ　ウ ", "タ\u200bロ\u202eウ", "た\tろ\nう"];
  assert.deepEqual(new Set(same.map(normalForm)), new Set(["たろう"]));
  assert.equal(normalForm("ＡｂＣ１２"), "abc12");
  assert.equal(normalForm("ｶﾞﾝﾀﾞﾑ"), "がんだむ");
  assert.equal(normalForm("\u30ab\u3099"), "が");
});

test("different words stay different", () => {
  const words = ["はは", "ばば", "ぱぱ", "母", "ハワイ", "ハワイー", "e\u0301", "e", "しょう", "しよう"];
  assert.equal(new Set(words.map(normalForm)).size, words.length);
});

test("length is counted in characters: what half-width kana join, and what needs two code units", () => {
  assert.equal(charactersOf(normalForm("ｶﾞｷﾞｸﾞ")), 3);
  assert.equal(charactersOf(normalForm("𠮷野家")), 3);
});
