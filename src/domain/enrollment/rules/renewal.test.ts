import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadInstitutions } from "#domain/institution/load.ts";
import { renewalWindow } from "./renewal-window.ts";
import type { RenewalFacts } from "./renewal.ts";
import { judgeRenewal } from "./renewal.ts";

const loaded = loadInstitutions(join(import.meta.dirname, "../../../../institutions"));
assert.ok(loaded.ok);
const registry = loaded.value;

const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text);
/** The last second of 30 June 2028 in Tokyo. */
const NOT_AFTER = instant("2028-06-30T14:59:59Z");

const institution = (id: string) => {
  const found = registry.byId(id);
  assert.ok(found, id);
  return found;
};

const judge = (id: string, now: string, changes: Partial<RenewalFacts> = {}): string | undefined =>
  judgeRenewal({
    institution: institution(id),
    userState: "active",
    notAfter: NOT_AFTER,
    now: instant(now),
    ...changes,
  })?.code;

/** First second of renewal: 40 days before 30 June is 21 May, 30 days before is 31 May, 0:00 in Tokyo. */
const OPENS = {
  hisui: "2028-05-20T15:00:00Z",
  yukiguni: "2028-05-30T15:00:00Z",
  akagi: "2028-05-20T15:00:00Z",
  daishin: "2028-05-20T15:00:00Z",
  minato: "2028-05-30T15:00:00Z",
} as const;

for (const [id, opens] of Object.entries(OPENS)) {
  test(`${id}: renewal opens at ${opens} and not a second before`, () => {
    assert.equal(judge(id, instant(opens).subtract({ seconds: 1 }).toString()), "RENEWAL_NOT_YET_OPEN");
    assert.equal(judge(id, opens), undefined);
  });

  test(`${id}: renewal is open to the last second of validity and not a second longer`, () => {
    assert.equal(judge(id, NOT_AFTER.toString()), undefined);
    assert.equal(judge(id, NOT_AFTER.add({ seconds: 1 }).toString()), "RENEWAL_EXPIRED");
  });
}

test("a suspended user renews nothing", () => {
  assert.equal(judge("hisui", OPENS.hisui, { userState: "suspended" }), "USER_SUSPENDED");
});

test("the refusal before the window names the first day", () => {
  const refusal = judgeRenewal({
    institution: institution("hisui"),
    userState: "active",
    notAfter: NOT_AFTER,
    now: instant("2028-01-01T00:00:00Z"),
  });
  assert.deepEqual(refusal?.facts, { opens: "2028-05-21" });
});

test("days left are calendar days in the institution's time zone", () => {
  const left = (now: string) => renewalWindow(institution("hisui"), NOT_AFTER, instant(now)).daysLeft;
  assert.equal(left("2028-06-29T14:59:59Z"), 1); // 29 June 23:59:59 in Tokyo
  assert.equal(left("2028-06-29T15:00:00Z"), 0); // 30 June 0:00 in Tokyo
  assert.equal(left("2028-06-30T15:00:00Z"), -1);
  assert.equal(left("2028-05-20T15:00:00Z"), 40);
});

test("the window says that it is open, and that the time is over", () => {
  const at = (now: string) => renewalWindow(institution("yukiguni"), NOT_AFTER, instant(now));
  assert.deepEqual(
    [at(OPENS.hisui), at(OPENS.yukiguni), at("2028-07-01T00:00:00Z")].map(({ isOpen, isExpired }) => [
      isOpen,
      isExpired,
    ]),
    [
      [false, false],
      [true, false],
      [false, true],
    ],
  );
});
