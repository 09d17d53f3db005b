import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shippedInstitution } from "#test/support/population.ts";
import { portalWorld } from "#test/support/portal.ts";
import { portalRefusals } from "../refusals.ts";
import { errorCode, errorCodes } from "./codes.ts";
import { searchHelp } from "./search.ts";
import { topicsByTask } from "./tasks.ts";
import { helpTopics } from "./topics.ts";

const hisui = shippedInstitution("hisui");

describe("the help by task", () => {
  test("has every topic once", () => {
    const listed = topicsByTask.flatMap(([, topics]) => topics.map(({ topic }) => topic));
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(new Set(listed), new Set(helpTopics.values()));
  });
});

describe("the search", () => {
  test("finds words of questions and answers in either language, half or full width", () => {
    const found = searchHelp(hisui, "cancel");
    assert.ok(found.some(({ path }) => path.startsWith("/help/BLGI001#item-")));
    assert.deepEqual(searchHelp(hisui, "ＣＡＮＣＥＬ"), found);
    assert.ok(searchHelp(hisui, "キャンセル").some(({ path }) => path.startsWith("/help/BLGI001")));
  });

  test("wants all the words, and puts those first that have them in their title", () => {
    const [first] = searchHelp(hisui, "credential_refused");
    assert.equal(first?.path, "/errors/CREDENTIAL_REFUSED");
    assert.deepEqual(searchHelp(hisui, "証明書 xyzzy"), []);
  });

  test("finds nothing for nothing, and reads no more than a line", () => {
    assert.deepEqual(searchHelp(hisui, "  "), []);
    assert.deepEqual(searchHelp(hisui, "\u3000"), []);
    assert.deepEqual(searchHelp(hisui, "(".repeat(100_000)), []);
    assert.ok(searchHelp(hisui, "証明書").length <= 20);
  });
});

describe("error codes", () => {
  test("every code a customer can be told has its paragraph, without gaps", () => {
    for (const code of [
      "CREDENTIAL_REFUSED",
      "CONTRACTOR_CONFIRMATION_NEEDED",
      "ACQUISITION_DEADLINE_PASSED",
      ...Object.keys(portalRefusals),
    ])
      assert.ok(errorCode(code) !== undefined, code);
    for (const { cause, action } of errorCodes)
      assert.doesNotMatch(`${cause.ja}${cause.en}${action.ja}${action.en}`, /[{}]/);
    assert.equal(new Set(errorCodes.map(({ code }) => code)).size, errorCodes.length);
  });

  test("are shown on pages that anybody may open", async () => {
    const visitor = (await portalWorld()).browser("hisui");
    assert.equal((await visitor.get("/help")).screen, "THLP002");
    const found = await visitor.get(`/help?q=${encodeURIComponent('<b>"証明書')}`);
    assert.match(found.text, /&lt;b&gt;/);
    assert.equal((await visitor.get("/errors")).screen, "THLP003");
    assert.equal((await visitor.get("/errors/CREDENTIAL_REFUSED")).screen, "THLP004");
    assert.equal((await visitor.get("/errors/toString")).status, 404);
    assert.equal((await visitor.get("/errors/AUTHORITY_EXISTS")).status, 404);
  });
});
