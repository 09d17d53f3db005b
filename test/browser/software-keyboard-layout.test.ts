import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { webcrypto } from "node:crypto";
import { keysOf, neighbour, shuffled } from "../../src/browser/software-keyboard/layout.ts";
import type { RandomNumbers } from "../../src/browser/software-keyboard/layout.ts";

const real: RandomNumbers = (into) => webcrypto.getRandomValues(into);

/** Gives these numbers, one after another. */
const given = (...numbers: number[]): RandomNumbers => {
  return (into) => {
    const next = numbers.shift();
    assert.ok(next !== undefined, "no more numbers were expected to be drawn");
    into[0] = next;
  };
};

describe("the keys of the software keyboard", () => {
  test("are digits and letters, in their order unless they are shuffled", () => {
    assert.deepEqual(keysOf(undefined, false), {
      digits: Array.from("1234567890"),
      letters: Array.from("abcdefghijklmnopqrstuvwxyz"),
      symbols: [],
    });
    assert.equal(keysOf(undefined, true).symbols.length, 32, "all printable characters of ASCII that remain");
  });

  test("are each there once when they are shuffled, and digits stay among digits", () => {
    const keys = keysOf(real, true);
    assert.deepEqual(keys.digits.toSorted(), Array.from("0123456789"));
    assert.deepEqual(keys.letters.toSorted(), Array.from("abcdefghijklmnopqrstuvwxyz"));
    assert.equal(new Set(keys.symbols).size, 32);
  });

  test("are shuffled fairly: every key as often in every place", () => {
    const places = new Map<string, number>();
    const rounds = 6_000;
    for (let round = 0; round < rounds; round += 1)
      for (const [place, key] of shuffled(["a", "b", "c"], real).entries())
        places.set(`${key}${place}`, (places.get(`${key}${place}`) ?? 0) + 1);
    assert.equal(places.size, 9);
    // 2,000 expected each; ten standard deviations are 365.
    for (const [what, count] of places) assert.ok(Math.abs(count - rounds / 3) < 365, `${what}: ${count}`);
  });

  test("a number that would favour some keys is drawn again", () => {
    // 2^32 - 1 is above the last multiple of 3.
    assert.deepEqual(shuffled(["a", "b", "c"], given(2 ** 32 - 1, 2, 0, 0)), ["c", "a", "b"]);
  });
});

describe("the arrow keys", () => {
  // Three keys, and two below the gap.
  const places = [
    { x: 10, y: 0 },
    { x: 20, y: 0 },
    { x: 30, y: 0 },
    { x: 10, y: 50 },
    { x: 20, y: 50 },
  ];
  for (const [from, direction, to] of [
    [0, "ArrowRight", 1],
    [2, "ArrowRight", 3],
    [4, "ArrowRight", 4],
    [0, "ArrowLeft", 0],
    [3, "ArrowLeft", 2],
    [1, "ArrowDown", 4],
    [2, "ArrowDown", 4],
    [4, "ArrowDown", 4],
    [4, "ArrowUp", 1],
    [0, "ArrowUp", 0],
  ] as const)
    test(`${direction} from ${from} leads to ${to}`, () => {
      assert.equal(neighbour(places, from, direction), to);
    });
});
