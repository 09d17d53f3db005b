import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { objectIdentifier } from "./object-identifier.ts";
import { readDer } from "./reader.ts";
import { generalizedTime, time } from "./time.ts";
import {
  enumerated,
  ia5String,
  integer,
  isPrintable,
  lengthOfLength,
  namedBits,
  octetString,
  printableString,
  setOf,
} from "./writer.ts";

const LIMITS = { maxBytes: 20_000_000, maxDepth: 4 };
const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const hex = (encoded: Buffer): string => encoded.toString("hex");

describe("lengths", () => {
  for (const [length, octets] of [
    [0, 1],
    [127, 1],
    [128, 2],
    [255, 2],
    [256, 3],
    [65_535, 3],
    [65_536, 4],
    [16_777_215, 4],
    [16_777_216, 5],
  ] as const) {
    test(`${length} octets of contents`, () => {
      assert.equal(lengthOfLength(length), octets);
      const encoded = octetString(Buffer.alloc(length, 7));
      assert.equal(encoded.length, 1 + octets + length);
      const read = readDer(encoded, LIMITS, (reader) => reader.octetString());
      assert.equal(read.ok && read.value.length, length);
    });
  }
});

describe("values as X.690 and others print them", () => {
  test("object identifiers", () => {
    assert.equal(hex(objectIdentifier("1.2.840.113549.1.1.11")), "06092a864886f70d01010b");
    assert.equal(hex(objectIdentifier("2.5.29.15")), "0603551d0f");
    assert.equal(hex(objectIdentifier("2.999.3")), "0603883703");
    for (const wrong of ["1", "3.1", "1.40", "2.05", "1.2.", "", "1.2.x"]) {
      assert.throws(() => objectIdentifier(wrong), /object identifier/);
    }
  });

  test("object identifiers survive, arcs of 128 bits too (X.667)", () => {
    const arc = fc.bigInt({ min: 0n, max: 1n << 128n });
    fc.assert(
      fc.property(
        fc.constantFrom("0.39", "1.0", "2.0", "2.47", "2.48", "2.100000"),
        fc.array(arc, { maxLength: 3 }),
        (head, arcs) => {
          const text = [head, ...arcs].join(".");
          const read = readDer(objectIdentifier(text), LIMITS, (reader) => reader.objectIdentifier());
          assert.equal(read.ok && read.value, text);
        },
      ),
    );
  });

  test("named bits lose their trailing zeros", () => {
    assert.equal(hex(namedBits([0])), "03020780");
    assert.equal(hex(namedBits([5, 6])), "03020106");
    assert.equal(hex(namedBits([8])), "0303070080");
    assert.equal(hex(namedBits([])), "030100");
    assert.throws(() => namedBits([16]));
  });

  test("integers", () => {
    assert.equal(hex(integer(0)), "020100");
    assert.equal(hex(integer(127)), "02017f");
    assert.equal(hex(integer(128)), "02020080");
    assert.equal(hex(integer(65_537n)), "0203010001");
    assert.throws(() => integer(-1));
    assert.throws(() => enumerated(128));
  });

  test("sets are put in order", () => {
    assert.equal(hex(setOf(integer(2), integer(1))), "3106020101020102");
  });

  test("strings take their own characters only", () => {
    assert.ok(isPrintable("A-Z (09):'+,./=?"));
    assert.ok(!isPrintable("user@example"));
    assert.throws(() => printableString("手形"));
    assert.throws(() => ia5String("手形"));
  });
});

describe("times", () => {
  test("UTCTime from 1950 to 2049, GeneralizedTime else (RFC 5280 section 4.1.2.5)", () => {
    const text = (encoded: Buffer): string => `${encoded[0]} ${encoded.subarray(2).toString("latin1")}`;
    assert.equal(text(time(instant("1950-01-01T00:00:00Z"))), "23 500101000000Z");
    assert.equal(text(time(instant("2049-12-31T23:59:59Z"))), "23 491231235959Z");
    assert.equal(text(time(instant("2050-01-01T00:00:00Z"))), "24 20500101000000Z");
    assert.equal(text(time(instant("1949-12-31T23:59:59Z"))), "24 19491231235959Z");
  });

  test("parts of a second are dropped, before 1970 too", () => {
    assert.deepEqual(time(instant("2026-05-05T01:02:03.999Z")), time(instant("2026-05-05T01:02:03Z")));
    assert.deepEqual(time(instant("1969-12-31T23:59:58.5Z")), time(instant("1969-12-31T23:59:58Z")));
  });

  test("survive, in both forms", () => {
    const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
    fc.assert(
      fc.property(seconds, (second) => {
        const at = Temporal.Instant.fromEpochMilliseconds(second * 1000);
        const read = readDer(time(at), LIMITS, (reader) => reader.time());
        assert.ok(read.ok && read.value.equals(at));
        const general = readDer(generalizedTime(at), LIMITS, (reader) => reader.generalizedTime());
        assert.ok(general.ok && general.value.equals(at));
      }),
      { numRuns: 500 },
    );
  });

  const REFUSED: readonly (readonly [tag: number, text: string])[] = [
    [0x17, "2601010000Z"],
    [0x17, "260101000000+0900"],
    [0x17, "260229000000Z"],
    [0x17, "261301000000Z"],
    [0x17, "260100000000Z"],
    [0x17, "260101240000Z"],
    [0x17, "260101006000Z"],
    [0x17, "260101000060Z"],
    [0x17, "26010100000 Z"],
    [0x18, "20260101000000.5Z"],
    [0x18, "20260101000000"],
    [0x18, "260101000000Z"],
  ];
  for (const [tag, text] of REFUSED) {
    test(`refuses ${text}`, () => {
      const encoded = Buffer.concat([Buffer.of(tag, text.length), Buffer.from(text, "latin1")]);
      assert.equal(readDer(encoded, LIMITS, (reader) => reader.time()).ok, false);
    });
  }
});
