import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalCatalogue } from "#domain/refusal/catalogue.ts";
import { loginRefusals } from "#domain/login/refusals.ts";
import { describe, portalRefusals, statusOf } from "./refusals.ts";

test("the portal's codes are not the domain's", () => {
  for (const code of Object.keys(portalRefusals)) assert.equal(refusalCatalogue().has(code), false, code);
});

test("a refusal of the domain keeps its words, with its figures", () => {
  const facts = Object.fromEntries(["limit", "max", "days"].map((name) => [name, 30]));
  const withFigure = [...refusalCatalogue()].find(([, { cause }]) => /\{(?:limit|max|days)\}/.test(cause.ja));
  assert.ok(withFigure !== undefined);
  const described = describe({ code: withFigure[0], detail: "", facts });
  assert.match(described.cause.ja, /30/);
  assert.ok(statusOf(described) >= 400);
});

test("a refusal of the portal has its own words", () => {
  const described = describe({ code: "ACTION_NOT_PERMITTED", detail: "" });
  assert.equal(described.code, "ACTION_NOT_PERMITTED");
  assert.equal(statusOf(described), 403);
});

test("every refusal of a login has its words on the page", () => {
  for (const [code, text] of Object.entries(loginRefusals)) {
    const described = describe({ code, detail: "" });
    assert.equal(described.cause.ja, text.cause.ja);
  }
});
