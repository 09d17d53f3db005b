import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitution } from "#test/support/population.ts";
import { randomSecret } from "./random-secret.ts";
import { checkSecret } from "./secrets.ts";
import { isTrivial } from "./trivial.ts";

const OWN = ["hanako01", "90010001", "Hanako Hisui", "hisui", "Hisui Credit Cooperative"];

test("what anybody would guess", () => {
  const rows: Readonly<Record<string, readonly string[]>> = {
    "few kinds of characters": ["aaaaa1", "a1a1a1", "111aaa"],
    repetitions: ["abc1abc1", "ok5ok5ok5"],
    "alphabet and digits in order": ["abc123", "abcdef123456", "987zyx", "xyz98765"],
    "walks on the keyboard": ["qwerty1", "1qaz2wsx", "asdf1234", "q1w2e3r4", "zaq12wsx", "poiuy098"],
    "days and initials": ["19851103ab", "s560123", "tk851103", "a20260401"],
    "common words with little": [
      "password1",
      "Passw0rd",
      "P4ssw0rd12",
      "sakura2026",
      "shinkin1",
      "1welcome",
      "himitsu777",
    ],
    "the own ID and name": ["hanako01x", "Hanako2026", "10okanah", "hisui123", "1credit", "90010001a"],
  };
  for (const [kind, secrets] of Object.entries(rows))
    for (const secret of secrets) assert.equal(isTrivial(secret, OWN), true, `${kind}: ${secret}`);
});

test("what nobody would", () => {
  for (const secret of ["kazahana47", "mizube82iro", "tR4umK9w", "hisui1Lg", "8shigure3ame", "kz7t5m"])
    assert.equal(isTrivial(secret, OWN), false, secret);
});

test("provisional secrets made by the machine pass the rules", () => {
  const institution = shippedInstitution("hisui");
  for (let index = 0; index < 2_000; index += 1) {
    const secret = randomSecret(institution, systemRandom);
    assert.equal(checkSecret(institution, OWN, secret), undefined, secret);
  }
});
