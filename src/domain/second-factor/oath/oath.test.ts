import assert from "node:assert/strict";
import { test } from "node:test";
import { hotp, type OathAlgorithm } from "./hotp.ts";
import { matchingPair, matchingStep, stepAt, totp, totpOfStep, type TotpParameters } from "./totp.ts";

const digitsOf = (length: number): Buffer => Buffer.from("1234567890".repeat(7).slice(0, length), "ascii");

test("RFC 4226 appendix D: ten values of HOTP", () => {
  const values = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
  ];
  for (const [counter, value] of values.entries())
    assert.equal(hotp(digitsOf(20), counter, { algorithm: "SHA-1", digits: 6 }), value);
});

const SEEDS: Readonly<Record<OathAlgorithm, Buffer>> = {
  "SHA-1": digitsOf(20),
  "SHA-256": digitsOf(32),
  "SHA-512": digitsOf(64),
};

const VECTORS: readonly (readonly [seconds: number, sha1: string, sha256: string, sha512: string])[] = [
  [59, "94287082", "46119246", "90693936"],
  [1_111_111_109, "07081804", "68084774", "25091201"],
  [1_111_111_111, "14050471", "67062674", "99943326"],
  [1_234_567_890, "89005924", "91819424", "93441116"],
  [2_000_000_000, "69279037", "90698825", "38618901"],
  [20_000_000_000, "65353130", "77737706", "47863826"],
];

for (const [index, algorithm] of (["SHA-1", "SHA-256", "SHA-512"] as const).entries()) {
  test(`RFC 6238 appendix B: TOTP with ${algorithm}`, () => {
    const parameters = { algorithm, digits: 8, periodSeconds: 30 };
    for (const [seconds, ...values] of VECTORS) {
      const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
      const value = values[index] ?? "";
      assert.equal(totp(SEEDS[algorithm], at, parameters), value);
      // Fewer digits are the last ones (RFC 4226 section 5.3).
      assert.equal(totp(SEEDS[algorithm], at, { ...parameters, digits: 6 }), value.slice(2));
    }
  });
}

test("a period of 60 seconds: the step of twice as many seconds", () => {
  const at = Temporal.Instant.fromEpochMilliseconds(119_000);
  const minute = { algorithm: "SHA-1", digits: 8, periodSeconds: 60 } as const;
  assert.equal(stepAt(at, 60), 1);
  assert.equal(totp(SEEDS["SHA-1"], at, minute), "94287082");
  assert.notEqual(totp(SEEDS["SHA-1"], at.add({ seconds: 1 }), minute), "94287082");
});

const parameters: TotpParameters = { algorithm: "SHA-1", digits: 6, periodSeconds: 30 };
const seed = SEEDS["SHA-1"];
const valueAt = (step: number): string => totpOfStep(seed, step, parameters);

test("a value is found within the window, and not one step beyond", () => {
  const find = (step: number) => matchingStep(seed, valueAt(step), { centre: 1000, window: 1 }, parameters);
  assert.deepEqual([999, 1000, 1001].map(find), [999, 1000, 1001]);
  assert.deepEqual([998, 1002].map(find), [undefined, undefined]);
});

test("two values are found only in a row and in order", () => {
  const find = (first: number, second: number) =>
    matchingPair(seed, [valueAt(first), valueAt(second)], { centre: 1000, window: 10 }, parameters);
  assert.equal(find(1009, 1010), 1010);
  assert.equal(find(989, 990), 990);
  for (const [first, second] of [
    [1000, 1000],
    [1001, 1000],
    [1000, 1002],
    [1010, 1011],
  ] as const)
    assert.equal(find(first, second), undefined);
});

test("characters that are no digits of ours match nothing", () => {
  for (const value of ["", "abcdef", "１２３４５６", "😀😀😀"])
    assert.equal(matchingStep(seed, value, { centre: 1000, window: 10 }, parameters), undefined);
});
