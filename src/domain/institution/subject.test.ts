import assert from "node:assert/strict";
import { test } from "node:test";
import { shippedInstitutions } from "#test/support/population.ts";
import { placeholdersOf, renderSubject, subjectTimestamp } from "./subject.ts";

const at = Temporal.Instant.from("2026-03-31T15:30:05.123456789Z");

test("every institution's subject is filled in (A2.16)", () => {
  const owner = { contractId: "90010001", userId: "user01", loginId: "hisui01" };
  const subjects = shippedInstitutions().all.map((institution) => {
    const { organization, organizationalUnit, commonName } = renderSubject(institution, owner, at);
    return [organization, organizationalUnit, commonName];
  });
  assert.deepEqual(subjects, [
    ["(9001)Hisui Credit Cooperative", "Hisui Business Banking", "Hisui Business Banking hisui01"],
    ["(9002)Yukiguni Mirai Shinkin Bank", "90010001", "user01+9002"],
    [
      "(9003)Akagi Foothills Credit Cooperative",
      "(9003)Akagi Corporate Internet Banking",
      "hisui01.A001.20260401003005123456",
    ],
    [
      "(9004)Daishin Credit Cooperative",
      "(9004)Daishin Business Banking",
      "hisui01 A001 20260401003005123456",
    ],
    ["(9005)Minatohama Shinkin Bank", "90010001", "user01+9005"],
  ]);
});

test("the timestamp has 20 digits of local time, to the microsecond", () => {
  assert.equal(subjectTimestamp(at, "Asia/Tokyo"), "20260401003005123456");
  assert.equal(subjectTimestamp(at, "UTC"), "20260331153005123456");
  assert.equal(subjectTimestamp(Temporal.Instant.from("0987-01-02T03:04:05Z"), "UTC").length, 20);
});

test("a value that looks like a placeholder is not filled again", () => {
  const [institution] = shippedInstitutions().all;
  assert.ok(institution);
  const owner = { contractId: "c", userId: "u", loginId: "{code}" };
  assert.equal(renderSubject(institution, owner, at).commonName, "Hisui Business Banking {code}");
});

test("placeholders of a template are found in order", () => {
  assert.deepEqual(placeholdersOf("{a} b {c}{d e}"), ["a", "c", "d e"]);
});
