import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeCrlEntry, type RevocationReason } from "../crl/build.ts";
import { readCertificateList } from "../crl/parse.ts";
import { sequence, integer } from "../der/writer.ts";
import { factsOfPlainEntries } from "./crl-entry-facts.ts";

const AT = Temporal.Instant.from("2026-06-01T12:34:56Z");
const LATER = AT.add({ hours: 24 * 40 });
const entry = (
  serial: string,
  revokedAt: Temporal.Instant = AT,
  reason: RevocationReason = "keyCompromise",
): Buffer => encodeCrlEntry({ serial, revokedAt, reason });
const SMALL = "00000000000000000000000000000001";
const MIDDLE = "7f".repeat(16);
const LARGE = "80".repeat(16);

describe("facts of plain entries", () => {
  test("our own entries are looked over as they are", () => {
    const plain = Buffer.concat([entry(SMALL), entry(MIDDLE, LATER, "unspecified"), entry(LARGE)]);
    assert.deepEqual(factsOfPlainEntries(plain), {
      isEmptyList: false,
      hasSerialTwice: false,
      latestRevocation: LATER,
      extensionFault: undefined,
    });
    assert.equal(factsOfPlainEntries(Buffer.alloc(0))?.isEmptyList, true);
  });

  test("1999 is before 2000", () => {
    const old = Temporal.Instant.from("1999-12-31T23:59:59Z");
    const facts = factsOfPlainEntries(Buffer.concat([entry(SMALL, AT), entry(LARGE, old)]));
    assert.deepEqual(facts?.latestRevocation, AT);
  });

  test("any other octet is left to a reader of DER", () => {
    const good = entry(LARGE);
    const others: readonly (readonly [string, Buffer])[] = [
      ["twice", Buffer.concat([good, good])],
      ["descending", Buffer.concat([good, entry(SMALL)])],
      ["cut off", good.subarray(0, -1)],
      ["a year that takes GeneralizedTime", entry(LARGE, Temporal.Instant.from("2050-01-01T00:00:00Z"))],
      ["a hold", entry(LARGE, AT, "certificateHold")],
      ["no date", sequence(integer(5))],
    ];
    for (const [name, der] of others) assert.equal(factsOfPlainEntries(der), undefined, name);
    for (let index = 0; index < good.length; index += 1) {
      // Any single octet that is changed is noticed, or still makes a good entry of another serial, time or reason.
      const changed = Buffer.from(good);
      changed[index] = (changed[index] ?? 0) ^ 0x80;
      if (factsOfPlainEntries(changed) === undefined) continue;
      assert.ok(index >= 5 && index < 21, `octet ${index} is looked at`);
    }
    assert.equal(readCertificateList(good).ok, false);
  });

  test("days that do not exist are noticed", () => {
    const der = Buffer.from(entry(LARGE));
    der.write("260230", der.indexOf("260601"), "latin1");
    assert.equal(factsOfPlainEntries(der), undefined);
  });
});
