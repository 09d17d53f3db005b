import assert from "node:assert/strict";
import test from "node:test";
import { validityFrom } from "./validity.ts";

const TOKYO = "Asia/Tokyo";

const ends = (at: string, unit: "days" | "years", amount: number, timeZone = TOKYO): string =>
  validityFrom(Temporal.Instant.from(at), { unit, amount }, timeZone).notAfter.toString();

test("366 days are 366 times 24 hours less one second", () => {
  const at = Temporal.Instant.from("2026-04-01T00:30:05Z");
  const { notBefore, notAfter } = validityFrom(at, { unit: "days", amount: 366 }, TOKYO);
  assert.equal(notBefore.toString(), "2026-04-01T00:30:05Z");
  assert.equal(notAfter.since(notBefore).total("seconds"), 366 * 86_400 - 1);
  assert.equal(notAfter.toString(), "2027-04-02T00:30:04Z");
});

test("one year ends on the same local day, one second before the wall time of its issue", () => {
  assert.equal(ends("2026-04-01T00:30:05Z", "years", 1), "2027-04-01T00:30:04Z");
  // a leap day in between makes the year 366 days long
  assert.equal(ends("2027-04-01T00:30:05Z", "years", 1), "2028-04-01T00:30:04Z");
});

test("the two rules differ in every year without a leap day", () => {
  assert.notEqual(ends("2026-04-01T00:00:00Z", "years", 1), ends("2026-04-01T00:00:00Z", "days", 366));
  assert.equal(ends("2027-04-01T00:00:00Z", "years", 1), ends("2027-04-01T00:00:00Z", "days", 366));
});

test("29 February is the local one, and ends on 28 February", () => {
  // 28 February in UTC, 29 February in Tokyo
  assert.equal(ends("2028-02-28T16:00:00Z", "years", 1), "2029-02-27T15:59:59Z");
  assert.equal(
    Temporal.Instant.from(ends("2028-02-28T16:00:00Z", "years", 1))
      .toZonedDateTimeISO(TOKYO)
      .toString(),
    "2029-02-28T00:59:59+09:00[Asia/Tokyo]",
  );
});

test("a day keeps its wall time where clocks change", () => {
  // 8 March 2026, New York: the day is 23 hours long
  assert.equal(ends("2026-03-07T12:00:00Z", "days", 1, "America/New_York"), "2026-03-08T10:59:59Z");
});

test("parts of a second are dropped", () => {
  const { notBefore } = validityFrom(
    Temporal.Instant.from("2026-04-01T00:30:05.999Z"),
    { unit: "years", amount: 1 },
    TOKYO,
  );
  assert.equal(notBefore.toString(), "2026-04-01T00:30:05Z");
});
