import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readDer } from "./der/reader.ts";
import { objectIdentifier } from "./der/object-identifier.ts";
import { sequence, setOf, value } from "./der/writer.ts";
import { formatName, parseName } from "./name-text.ts";
import { encodeName, nameOf, readName, valuesOf, type Name, type NameAttribute } from "./name.ts";

const LIMITS = { maxBytes: 100_000, maxDepth: 6 };

const roundTrip = (name: Name): Name | string => {
  const read = readDer(encodeName(name), LIMITS, readName);
  return read.ok ? read.value.value : read.refusal;
};

const text = fc.string({ unit: "binary", maxLength: 40 }).filter((string) => string.isWellFormed());
const attribute: fc.Arbitrary<NameAttribute> = fc
  .tuple(fc.constantFrom("2.5.4.3", "2.5.4.10", "2.5.4.11", "1.2.3.4"), text)
  .map(([type, string]) => ({ type, value: string, stringType: "utf8" }));
const name: fc.Arbitrary<Name> = fc.array(fc.array(attribute, { minLength: 1, maxLength: 1 }), {
  minLength: 1,
  maxLength: 5,
});

describe("names in DER", () => {
  test("a Japanese organisation is UTF8String, the country PrintableString", () => {
    const encoded = encodeName(
      nameOf([
        ["C", "JP"],
        ["O", "ヒスイ信用組合"],
      ]),
    );
    const organization = Buffer.from("ヒスイ信用組合").toString("hex");
    assert.equal(
      encoded.toString("hex"),
      `302d310b3009060355040613024a50311e301c060355040a0c15${organization}`,
    );
  });

  test("whatever is written is read", () => {
    fc.assert(fc.property(name, (given) => assert.deepEqual(roundTrip(given), given)));
  });

  test("older string types are read", () => {
    const strings: readonly (readonly [tag: number, contents: Buffer, expected: string])[] = [
      [0x14, Buffer.from([0x42, 0xe4]), "Bä"],
      [0x1e, Buffer.from([0x62, 0x4b, 0x5f, 0x62]), "手形"],
      [0x16, Buffer.from("mail@example"), "mail@example"],
    ];
    for (const [tag, contents, expected] of strings) {
      const encoded = sequence(setOf(sequence(objectIdentifier("2.5.4.3"), value(tag, [contents]))));
      const read = readDer(encoded, LIMITS, readName);
      assert.deepEqual(read.ok && valuesOf(read.value.value, "CN"), [expected]);
    }
  });

  const REFUSED: readonly (readonly [what: string, tag: number, contents: string])[] = [
    ["UTF8String that is not UTF-8", 0x0c, "ff"],
    ["UTF8String with an overlong form", 0x0c, "c080"],
    ["PrintableString above 127", 0x13, "e9"],
    ["BMPString of an odd number of octets", 0x1e, "624b5f"],
    ["BMPString with half a character", 0x1e, "d83d"],
    ["an integer", 0x02, "01"],
  ];
  for (const [what, tag, contents] of REFUSED) {
    test(`refuses ${what}`, () => {
      const string = value(tag, [Buffer.from(contents, "hex")]);
      const encoded = sequence(setOf(sequence(objectIdentifier("2.5.4.3"), string)));
      assert.equal(readDer(encoded, LIMITS, readName).ok, false);
    });
  }

  test("refuses a level whose attributes are not in order", () => {
    const [first, second] = ["2.5.4.10", "2.5.4.3"].map((type) =>
      sequence(objectIdentifier(type), value(0x0c, [Buffer.from("x")])),
    );
    assert.ok(first !== undefined && second !== undefined);
    const encoded = sequence(value(0x31, [first, second]));
    const read = readDer(encoded, LIMITS, readName);
    assert.match(read.ok ? "accepted" : read.refusal, /not in order/);
    assert.equal(readDer(sequence(setOf(first, second)), LIMITS, readName).ok, true);
  });

  test("what may not be written is a bug", () => {
    assert.throws(() => encodeName(nameOf([["C", "日本"]])), /PrintableString/);
    assert.throws(() => encodeName([[{ type: "2.5.4.3", value: "x", stringType: "bmp" }]]), /never written/);
  });
});

describe("names as text (RFC 4514)", () => {
  const EXAMPLES: readonly (readonly [name: Name, text: string])[] = [
    [
      nameOf([
        ["C", "JP"],
        ["O", "ヒスイ信用組合"],
        ["CN", "taro01 A001"],
      ]),
      "CN=taro01 A001,O=ヒスイ信用組合,C=JP",
    ],
    [nameOf([["CN", 'James "Jim" Smith, III']]), String.raw`CN=James \"Jim\" Smith\, III`],
    [nameOf([["CN", "Before\rAfter"]]), String.raw`CN=Before\0DAfter`],
    [nameOf([["CN", " "]]), String.raw`CN=\ `],
    [nameOf([["CN", " # "]]), String.raw`CN=\ #\ `],
    [nameOf([["CN", "#1"]]), String.raw`CN=\#1`],
    [nameOf([["CN", String.raw`\ `]]), String.raw`CN=\\\ `],
    [nameOf([["1.2.3.4", "x"]]), "1.2.3.4=x"],
    [nameOf([["CN", "a\u202eb"]]), String.raw`CN=a\E2\80\AEb`],
  ];
  for (const [given, expected] of EXAMPLES) {
    test(expected, () => {
      assert.equal(formatName(given), expected);
      const parsed = parseName(expected);
      assert.deepEqual(parsed.ok && parsed.value, given);
    });
  }

  test("attributes at one level are joined by +", () => {
    const [[cn] = [], [ou] = []] = nameOf([
      ["CN", "a"],
      ["OU", "b"],
    ]);
    assert.ok(cn !== undefined && ou !== undefined);
    assert.equal(formatName([[cn, ou]]), "CN=a+OU=b");
    const parsed = parseName("CN=a+OU=b");
    assert.deepEqual(parsed.ok && parsed.value, [[cn, ou]]);
  });

  test("whatever is formatted is parsed", () => {
    fc.assert(
      fc.property(name, (given) => {
        const parsed = parseName(formatName(given));
        assert.deepEqual(parsed.ok && parsed.value, given);
      }),
      { numRuns: 500 },
    );
  });

  test("no text throws", () => {
    fc.assert(
      fc.property(fc.string(), (given) => void parseName(given)),
      { numRuns: 2000 },
    );
  });

  for (const wrong of [
    "",
    "CN",
    "=x",
    "CN=a,",
    "CN=a;O=b",
    "CN=#0401",
    "XX=a",
    String.raw`CN=\ff`,
    'CN="a"',
    "C=日本",
    "E=手形@example.jp",
    "1.40=x",
    `1.2.${"9".repeat(300)}=x`,
    `CN=${"a".repeat(4096)}`,
  ]) {
    test(`refuses ${JSON.stringify(wrong).slice(0, 40)}`, () => {
      assert.equal(parseName(wrong).ok, false);
    });
  }
});
