import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildTbsCertList, assembleCrl, encodeCrlEntry } from "./build.ts";
import { entriesOf } from "../entries.ts";
import { newSmallAuthority } from "../testing/small-authority.ts";
import { issuerFactsOf } from "../certificate/verify.ts";
import { countEntries, mergeEntries, serialsOfEntries, sortEntries } from "./entry-list.ts";
import { encodePackedEntries } from "./packed.ts";
import { takeCrlApart } from "./parts.ts";
import { REVOCATION_REASONS } from "./reason.ts";
import { parseCrl } from "./parse.ts";

const AT = Temporal.Instant.from("2026-06-01T12:34:56Z");
const SERIALS = ["00000000000000000000000000000001", "00".repeat(2) + "ff".repeat(14), "7f".repeat(16), "80".repeat(16), "ff".repeat(16)]; // prettier-ignore
const entryOf = (serial: string): Buffer => encodeCrlEntry({ serial, revokedAt: AT, reason: "superseded" });
const listOf = (...serials: readonly string[]): Buffer => Buffer.concat(serials.map(entryOf));

describe("kept entries", () => {
  test("serials come out as they went in, in the order of numbers", () => {
    const sorted = Buffer.concat(sortEntries(SERIALS.toReversed().map(entryOf)));
    assert.deepEqual(serialsOfEntries(sorted), SERIALS);
    assert.equal(countEntries(sorted), SERIALS.length);
    assert.deepEqual([...SERIALS].sort(), SERIALS);
  });

  test("additions find their places; one that is there already is not added again", () => {
    for (let mask = 0; mask < 2 ** SERIALS.length; mask += 1) {
      const kept = SERIALS.filter((_, index) => (mask >> index) % 2 === 0);
      const added = SERIALS.filter((serial) => !kept.includes(serial));
      const both = [...added, ...kept.slice(0, 1)].toReversed().map(entryOf);
      assert.deepEqual(mergeEntries(listOf(...kept), both), listOf(...SERIALS), String(mask));
    }
    const nothing = listOf(...SERIALS);
    assert.equal(mergeEntries(nothing, []), nothing);
  });

  test("octets that are no entries are a bug", () => {
    assert.throws(() => countEntries(Buffer.from("30820000", "hex")), { name: "InvariantError" });
    assert.throws(() => countEntries(entryOf(SERIALS[3] ?? "").subarray(0, -1)), { name: "InvariantError" });
  });
});

test("packed revocations give the same octets as entries one by one", () => {
  const reasons = entriesOf(REVOCATION_REASONS).map(([reason]) => reason);
  const times = ["1999-12-31T23:59:59Z", "2026-06-01T00:00:00Z", "2026-06-01T12:34:56.789Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"]; // prettier-ignore
  const cases = SERIALS.flatMap((serial) =>
    reasons.flatMap((reason) =>
      times.map((text) => ({ serial, reason, revokedAt: Temporal.Instant.from(text) })),
    ),
  );
  const packed = Buffer.concat(
    cases.map(({ serial, reason, revokedAt }) => {
      const record = Buffer.alloc(25);
      record.write(serial, "hex");
      record.writeBigInt64BE(BigInt(Math.floor(revokedAt.epochMilliseconds / 1000)), 16);
      record[24] = REVOCATION_REASONS[reason];
      return record;
    }),
  );
  const late = Temporal.Instant.from("2051-01-01T00:00:00Z");
  assert.deepEqual(encodePackedEntries(packed, late), Buffer.concat(cases.map(encodeCrlEntry)));
  const clamped = cases.map((one) =>
    encodeCrlEntry({
      ...one,
      revokedAt: Temporal.Instant.compare(one.revokedAt, AT) > 0 ? AT : one.revokedAt,
    }),
  );
  assert.deepEqual(encodePackedEntries(packed, AT), Buffer.concat(clamped));
  assert.throws(() => encodePackedEntries(packed.subarray(1), late), { name: "InvariantError" });
});

test("a list taken apart gives its parts", async () => {
  const authority = await newSmallAuthority();
  for (const entries of [Buffer.alloc(0), listOf("7f".repeat(16)), listOf(...SERIALS)]) {
    const tbs = buildTbsCertList({
      issuer: issuerFactsOf(authority.issuing.certificate),
      thisUpdate: AT,
      nextUpdate: AT.add({ hours: 24 }),
      number: 7n,
      distributionPointUri: "http://va.example/crl/bizsol-g1/9001-0.crl",
      entries: [entries],
    });
    const crl = assembleCrl(tbs, "ecdsa-with-SHA256", Buffer.alloc(70));
    const parts = takeCrlApart(crl);
    assert.deepEqual(parts.entries, entries);
    assert.deepEqual(Buffer.concat([parts.head, parts.entries, parts.tail]), crl);
    assert.equal(parseCrl(crl).ok, true);
  }
});
