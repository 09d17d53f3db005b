import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Result } from "#shared/result.ts";
import { readDer, type DerElement, type DerReader } from "./reader.ts";
import { TAG, contextConstructed, contextPrimitive } from "./tags.ts";
import { objectIdentifier } from "./object-identifier.ts";
import {
  bitString,
  boolean,
  integer,
  namedBits,
  octetString,
  setOf,
  unsignedInteger,
  value,
} from "./writer.ts";

const LIMITS = { maxBytes: 4096, maxDepth: 8 };
const readAny = (bytes: Buffer): Result<DerElement, string> =>
  readDer(bytes, LIMITS, (reader) => reader.any());
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

const refusal = (result: Result<unknown, string>): string | undefined =>
  result.ok ? undefined : result.refusal;

describe("strict DER", () => {
  const REFUSED: readonly (readonly [what: string, encoding: string, reason: RegExp])[] = [
    ["nothing", "", /end found/],
    ["a tag alone", "30", /cut off before a length/],
    ["indefinite length", "30 80 00 00", /indefinite/],
    ["length 5 in two octets", "04 81 05 0102030405", /more octets than needed/],
    ["length 200 in three octets", `04 82 00 C8 ${"00".repeat(200)}`, /more octets than needed/],
    ["length in five octets", "04 85 0000000001 00", /four octets/],
    ["length field cut off", "04 82 01", /cut off within a length/],
    ["length beyond the end", "04 05 0102", /beyond the end/],
    ["an inner length beyond the outer", "30 03 04 05 01", /beyond the end/],
    ["octets left over", "04 01 00 00", /left over/],
    ["tag number above 30", "1F 81 00 01 00", /tag number/],
    ["end-of-contents", "00 00", /not one of DER/],
    ["constructed octet string", "24 03 04 01 00", /not one of DER/],
    ["primitive sequence", "10 00", /not one of DER/],
    ["integer without octets", "02 00", /without octets/],
    ["integer with a leading zero too many", "02 02 00 7F", /more octets than needed/],
    ["negative integer with a leading FF too many", "02 02 FF 80", /more octets than needed/],
    ["boolean 01", "01 01 01", /boolean/],
    ["boolean of two octets", "01 02 FF FF", /boolean/],
    ["null with contents", "05 01 00", /null/],
    ["bit string without octets", "03 00", /unused bits/],
    ["bit string with eight unused bits", "03 02 08 00", /unused bits/],
    ["empty bit string with unused bits", "03 01 01", /unused bits/],
    ["bit string whose unused bits are set", "03 02 04 0F", /unused bits set/],
    ["object identifier without octets", "06 00", /length/],
    ["object identifier with a padded arc", "06 03 2A 80 01", /padded/],
    ["object identifier that does not end", "06 02 2A 86", /unfinished/],
    ["UTCTime on the 30th of February", "17 0D 3236303233303030303030305A", /does not exist/],
    ["GeneralizedTime that is none", "18 03 313233", /another form/],
    [
      "GeneralizedTime with a fraction ending in zero",
      "18 12 32303236303130313030303030302E35305A",
      /another form/,
    ],
    ["UniversalString of three octets", "1C 03 000000", /within a character/],
    ["BMPString of one octet", "1E 01 00", /within a character/],
    ["set out of order", "31 06 02 01 02 02 01 01", /not in order/],
    ["nested deeper than the limit", "3010 300E 300C 300A 3008 3006 3004 3002 3000", /deeply/],
  ];
  for (const [what, encoding, reason] of REFUSED) {
    test(`refuses ${what}`, () => {
      assert.match(refusal(readAny(hex(encoding))) ?? "accepted", reason);
    });
  }

  test("refuses more octets than its limit before reading any", () => {
    assert.match(refusal(readAny(octetString(Buffer.alloc(5000)))) ?? "accepted", /more than 4096/);
  });

  const TAKEN = [
    "0500",
    "020100",
    "02020080",
    "0201FF",
    "3000",
    "0304036E5D C0",
    "06032A8648",
    "800100",
    "A003020101",
    "170D3236303130313030303030305A",
    "181132303236303130313030303030302E355A",
  ];
  for (const encoding of TAKEN) {
    test(`takes ${encoding}`, () => {
      assert.equal(refusal(readAny(hex(encoding))), undefined);
    });
  }
});

describe("typed reading", () => {
  const REFUSED: readonly (readonly [
    what: string,
    encoding: string,
    read: (reader: DerReader) => unknown,
  ])[] = [
    ["another tag", "0500", (reader) => reader.octetString()],
    ["a negative number", "0201FF", (reader) => reader.unsigned(20)],
    ["a number too long", "020300FFFF", (reader) => reader.unsigned(1)],
    ["a number too large", "020105", (reader) => reader.smallInteger(4)],
    ["a negative small number", "020180", (reader) => reader.smallInteger(4)],
    ["a small number of seven octets", "020701000000000000", (reader) => reader.smallInteger(4)],
    ["FALSE where it is the default", "010100", (reader) => reader.defaultFalse()],
    ["BOOLEAN 02", "010102", (reader) => reader.boolean()],
    ["bits that are not octets", "03020400", (reader) => reader.bitString()],
    ["too few members", "3000", (reader) => reader.sequenceOf(1, 2, (inner) => inner.null())],
    ["too many members", "300605000500 0500", (reader) => reader.sequenceOf(1, 2, (inner) => inner.null())],
    ["unread members", "30020500", (reader) => reader.sequence(() => 0)],
    ["nesting beyond the limit", "30023000", (reader) => reader.sequence((inner) => inner.sequence(() => 0))],
  ];
  for (const [what, encoding, read] of REFUSED) {
    test(`refuses ${what}`, () => {
      assert.equal(readDer(hex(encoding), { maxBytes: 100, maxDepth: 2 }, read).ok, false);
    });
  }

  test("an exception that is not about DER is not swallowed", () => {
    const bug = (): never => {
      throw new TypeError("a bug");
    };
    assert.throws(() => readDer(hex("0500"), LIMITS, bug), TypeError);
  });
});

/** A DER value of any shape, as a tree that can be written again. */
interface Tree {
  readonly tag: number;
  readonly contents: Buffer | readonly Tree[];
}

const write = ({ tag, contents }: Tree): Buffer =>
  value(tag, Buffer.isBuffer(contents) ? [contents] : contents.map(write));

const readTree = (reader: DerReader): Tree => {
  const tag = reader.nextTag ?? 0;
  if ((tag & 0x20) === 0) return { tag, contents: reader.primitive(tag) };
  return { tag, contents: reader.constructed(tag, (inner) => inner.members(0, 1000, readTree)) };
};

const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const primitive = fc.oneof(
  fc.bigInt({ min: 0n, max: 1n << 256n }).map(integer),
  octets.map((bytes) => octetString(bytes)),
  octets.map((bytes) => bitString(bytes)),
  fc.boolean().map(boolean),
  fc.uniqueArray(fc.nat(15)).map(namedBits),
  fc
    .array(fc.nat(2 ** 31), { maxLength: 8 })
    .map((arcs) => objectIdentifier(["2", "999", ...arcs].join("."))),
  octets.map((bytes) => value(contextPrimitive(3), [bytes])),
);
const { tree } = fc.letrec<{ tree: Buffer }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    primitive,
    fc.array(tie("tree"), { maxLength: 4 }).map((members) => value(TAG.sequence, members)),
    fc.array(tie("tree"), { maxLength: 4 }).map((members) => setOf(...members)),
    tie("tree").map((member) => value(contextConstructed(1), [member])),
  ),
}));
const WIDE = { maxBytes: 1_000_000, maxDepth: 16 };

describe("properties", () => {
  test("whatever is written is read, and written again the same", () => {
    fc.assert(
      fc.property(tree, (encoded) => {
        assert.equal(refusal(readDer(encoded, WIDE, (reader) => reader.any())), undefined);
        const read = readDer(encoded, WIDE, readTree);
        assert.ok(read.ok);
        assert.deepEqual(write(read.value), encoded);
      }),
      { numRuns: 500 },
    );
  });

  test("random octets never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readAny(Buffer.from(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test("whatever passes after octets were changed is canonical: it is written again the same", () => {
    let taken = 0;
    fc.assert(
      fc.property(
        tree,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (encoded, changes) => {
          const mutated = Buffer.from(encoded);
          for (const [position, octet] of changes) mutated[position % mutated.length] = octet;
          if (!readDer(mutated, WIDE, (reader) => reader.any()).ok) return;
          taken += 1;
          const read = readDer(mutated, WIDE, readTree);
          assert.ok(read.ok);
          assert.deepEqual(write(read.value), mutated);
        },
      ),
      { numRuns: 3000 },
    );
    assert.ok(taken > 100, `only ${taken} mutated values were read`);
  });

  test("numbers of any size survive", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 4096n }), (number) => {
        const read = readDer(integer(number), LIMITS, (reader) => reader.unsigned(600));
        assert.ok(read.ok);
        assert.equal(BigInt(`0x${read.value.toString("hex")}`), number);
      }),
    );
  });

  test("leading zeros of a magnitude do not matter", () => {
    assert.deepEqual(unsignedInteger(hex("0000ff")), hex("020200ff"));
    assert.deepEqual(unsignedInteger(hex("000000")), hex("020100"));
    assert.deepEqual(unsignedInteger(Buffer.alloc(0)), hex("020100"));
  });

  test("reading takes time linear in the octets, however they nest", () => {
    const deep = (depth: number): Buffer => {
      let inner: Buffer = Buffer.alloc(0);
      for (let level = 0; level < depth; level += 1) inner = value(TAG.sequence, [inner]);
      return inner;
    };
    const read = readDer(deep(20_000), { maxBytes: 1_000_000, maxDepth: 16 }, (reader) => reader.any());
    assert.match(refusal(read) ?? "accepted", /deeply/);
  });
});

test("whatever set is written is read, in its order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), (numbers) => {
      const members = numbers.map((number) => integer(number));
      const read = readDer(setOf(...members), LIMITS, (reader) =>
        reader.setOf(0, 12, (it) => it.any().encoded),
      );
      const expected = members.toSorted((left, right) => Buffer.compare(left, right));
      assert.deepEqual(read.ok && read.value, expected);
      const backwards = value(TAG.set, expected.toReversed());
      const isSame = backwards.equals(setOf(...members));
      assert.equal(readDer(backwards, LIMITS, (reader) => reader.setOf(0, 12, (it) => it.any())).ok, isSame);
    }),
  );
});
