import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitution } from "#test/support/population.ts";
import { matchesSecret } from "./hashing.ts";
import { checkSecret, prepareSecrets } from "./secrets.ts";

const hisui = shippedInstitution("hisui");
const services = { random: systemRandom };
const codeFor = (secret: string): string | undefined => checkSecret(hisui, ["hisui01", null], secret)?.code;

describe("what a password looks like (B1)", () => {
  test("SECRET_LENGTH: 6 to 12 characters", () => {
    assert.equal(codeFor("abc12"), "SECRET_LENGTH");
    assert.equal(codeFor("kaze58"), undefined);
    assert.equal(codeFor("kazahana4758"), undefined);
    assert.equal(codeFor("kazahana47581"), "SECRET_LENGTH");
    assert.deepEqual(checkSecret(hisui, [], "a")?.facts, { min: 6, max: 12 });
  });

  test("SECRET_CHARACTERS: half-width letters and digits, both, and nothing else", () => {
    for (const secret of ["abcdefg", "1234567", "abc 123", "abc-123", "ａｂｃ１２３", "abc123あ", "abc123\n"])
      assert.equal(codeFor(secret), "SECRET_CHARACTERS", secret);
  });

  test("an institution may ask for no letters and digits", () => {
    const lenient = { secrets: { ...hisui.secrets, lettersAndDigits: false } };
    assert.equal(checkSecret(lenient, [], "correct-hor"), undefined);
  });

  test("SECRET_SAME_AS_ID", () => {
    assert.equal(codeFor("hisui01"), "SECRET_SAME_AS_ID");
    assert.equal(codeFor("Hisui01"), "SECRET_TRIVIAL", "in other letters it is still the ID");
  });

  test("SECRET_SAME_AS_OTHER, and rules hold for both secrets", async () => {
    const codeOf = async (login: string, confirmation: string): Promise<string> => {
      const result = await prepareSecrets(hisui, ["hisui01"], { login, confirmation }, services);
      return result.ok ? "OK" : result.refusal.code;
    };
    assert.equal(await codeOf("Kazahana47", "Kazahana47"), "SECRET_SAME_AS_OTHER");
    assert.equal(await codeOf("Kazahana47", "short"), "SECRET_LENGTH");
    assert.equal(await codeOf("hisui01", "Kazahana47"), "SECRET_SAME_AS_ID");
    assert.equal(await codeOf("Kazahana47", "kazahana47"), "OK");
  });
});

test("SECRET_BREACHED: what stands in the installation's list, in any case of letters", async () => {
  const refusedSecrets = new Set(["kazahana47"]);
  assert.equal(checkSecret(hisui, [], "KazaHana47", refusedSecrets)?.code, "SECRET_BREACHED");
  assert.equal(checkSecret(hisui, [], "kazahana48", refusedSecrets)?.code, undefined);
  const secrets = { login: "mizube82iro", confirmation: "Kazahana47" };
  const result = await prepareSecrets(hisui, [], secrets, { ...services, refusedSecrets });
  assert.equal(result.ok ? "OK" : result.refusal.code, "SECRET_BREACHED");
});

test("hashes are salted, hold no secret, and know their own secret only", async () => {
  const secrets = { login: "Kazahana47", confirmation: "mizube82iro" };
  const results = await Promise.all([
    prepareSecrets(hisui, [], secrets, services),
    prepareSecrets(hisui, [], secrets, services),
  ]);
  const [first, second] = results.map((result) => (result.ok ? result.value : assert.fail()));
  assert.ok(first && second);
  assert.notEqual(first.login, second.login);
  assert.equal(await matchesSecret(first.login, secrets.login), true);
  assert.equal(await matchesSecret(first.login, secrets.confirmation), false);
  assert.equal(first.login.includes(secrets.login), false);
});
