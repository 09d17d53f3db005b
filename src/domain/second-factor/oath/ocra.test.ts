import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { ocra, parseOcraSuite, type OcraInput } from "./ocra.ts";

const keyOf = (bytes: 20 | 32 | 64): Buffer => Buffer.from("1234567890".repeat(7).slice(0, bytes), "ascii");
const pinDigest = createHash("sha1").update("1234").digest();
/** Mar 25 2008, 12:06:30 GMT: minute 0x132d0b6. */
const at = Temporal.Instant.from("2008-03-25T12:06:30Z");

const value = (suite: string, bytes: 20 | 32 | 64, input: OcraInput): string => {
  const parsed = parseOcraSuite(suite);
  assert.ok(parsed !== undefined, suite);
  return ocra(parsed, keyOf(bytes), input);
};

const repeated = (digit: number): string => String(digit).repeat(8);

/** RFC 6287 appendix C. */
const VECTORS: readonly (readonly [
  suite: string,
  key: 20 | 32 | 64,
  input: (index: number) => OcraInput,
  values: readonly string[],
])[] = [
  [
    "OCRA-1:HOTP-SHA1-6:QN08",
    20,
    (index) => ({ question: repeated(index) }),
    "237653 243178 653583 740991 608993 388898 816933 224598 750600 294470".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1",
    32,
    (index) => ({ counter: index, question: "12345678", pinDigest }),
    "65347737 86775851 78192410 71565254 10104329 65983500 70069104 91771096 75011558 08522129".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA256-8:QN08-PSHA1",
    32,
    (index) => ({ question: repeated(index), pinDigest }),
    "83238735 01501458 17957585 86776967 86807031".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA512-8:C-QN08",
    64,
    (index) => ({ counter: index, question: repeated(index) }),
    "07016083 63947962 70123924 25341727 33203315 34205738 44343969 51946085 20403879 31409299".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA512-8:QN08-T1M",
    64,
    (index) => ({ question: repeated(index), at }),
    "95209754 55907591 22048402 24218844 36209546".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA256-8:QA08",
    32,
    (index) => ({ question: `CLI2222${index}SRV1111${index}` }),
    "28247970 01984843 65387857 03351211 83412541".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA256-8:QA08",
    32,
    (index) => ({ question: `SRV1111${index}CLI2222${index}` }),
    "15510767 90175646 33777207 95285278 28934924".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA512-8:QA08",
    64,
    (index) => ({ question: `CLI2222${index}SRV1111${index}` }),
    "79496648 76831980 12250499 90856481 12761449".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA512-8:QA08-PSHA1",
    64,
    (index) => ({ question: `SRV1111${index}CLI2222${index}`, pinDigest }),
    "18806276 70020315 01600026 18951020 32528969".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA256-8:QA08",
    32,
    (index) => ({ question: `SIG1${index}000` }),
    "53095496 04110475 31331128 76028668 46554205".split(" "),
  ],
  [
    "OCRA-1:HOTP-SHA512-8:QA10-T1M",
    64,
    (index) => ({ question: `SIG1${index}00000`, at }),
    "77537423 31970405 10235557 95213541 65360607".split(" "),
  ],
];

for (const [suite, key, input, values] of VECTORS)
  test(`RFC 6287 appendix C: ${suite}, ${JSON.stringify(input(0))}`, () => {
    for (const [index, expected] of values.entries()) assert.equal(value(suite, key, input(index)), expected);
  });

test("session information stands at the end of its place (section 5.1), and changes the value", () => {
  const suite = "OCRA-1:HOTP-SHA256-8:QN08-S064";
  const short = value(suite, 32, { question: "12345678", session: Buffer.from("session") });
  const padded = Buffer.concat([Buffer.alloc(57), Buffer.from("session")]);
  assert.equal(value(suite, 32, { question: "12345678", session: padded }), short);
  assert.notEqual(value(suite, 32, { question: "12345678", session: Buffer.from("sessiom") }), short);
});

test("a suite says what it is made of", () => {
  assert.deepEqual(parseOcraSuite("OCRA-1:HOTP-SHA512-8:C-QH64-PSHA256-S128-T48H"), {
    text: "OCRA-1:HOTP-SHA512-8:C-QH64-PSHA256-S128-T48H",
    algorithm: "SHA-512",
    digits: 8,
    counter: true,
    question: { format: "H", maxLength: 64 },
    pin: "SHA-256",
    sessionBytes: 128,
    periodSeconds: 48 * 3600,
  });
  for (const text of [
    "",
    "OCRA-2:HOTP-SHA1-6:QN08",
    "OCRA-1:HOTP-MD5-6:QN08",
    "OCRA-1:HOTP-SHA1-3:QN08",
    "OCRA-1:HOTP-SHA1-0:QN08",
    "OCRA-1:HOTP-SHA1-6:QX08",
    "OCRA-1:HOTP-SHA1-6:QN65",
    "OCRA-1:HOTP-SHA1-6:QN03",
    "OCRA-1:HOTP-SHA1-6:QN08-T60M",
    "OCRA-1:HOTP-SHA1-6:QN08-T49H",
    "OCRA-1:HOTP-SHA1-6:C",
    "OCRA-1:HOTP-SHA1-6:QN08 ",
  ])
    assert.equal(parseOcraSuite(text), undefined, text);
});

test("an input that the suite does not fit is a bug", () => {
  const wrong = (suite: string, input: OcraInput) => assert.throws(() => value(suite, 32, input), /OCRA/);
  wrong("OCRA-1:HOTP-SHA256-8:QN08", { question: "1234567A" });
  wrong("OCRA-1:HOTP-SHA256-8:QH08", { question: "xyz" });
  wrong("OCRA-1:HOTP-SHA256-8:QN08", { question: "1".repeat(17) });
  wrong("OCRA-1:HOTP-SHA256-8:C-QN08", { question: "1" });
  wrong("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", { question: "1" });
  wrong("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", { question: "1", pinDigest: Buffer.alloc(32) });
  wrong("OCRA-1:HOTP-SHA256-8:QN08-S004", { question: "1", session: Buffer.alloc(5) });
  wrong("OCRA-1:HOTP-SHA256-8:QN08-T1M", { question: "1" });
});
