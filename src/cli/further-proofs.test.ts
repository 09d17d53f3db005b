import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { registerTestAnswers } from "#test/support/additional-authentication.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "./program.ts";

const database = await testDatabase();
const institutions = shippedInstitutions();
const context = { database, clock: systemClock, random: systemRandom, institutions };

test("staff make a user registration code, and clear answers in two steps", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-proofs-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const run = async (words: string) => {
    const written = { out: "", err: "" };
    const code = await runCli(
      {
        environment: { DATABASE_URL: database.connectionString, TEGATA_VAR: directory },
        language: "en",
        operatingSystemUser: "operator",
        print: (text) => (written.out += text),
        complain: (text) => (written.err += text),
      },
      words.split(" "),
    );
    return { code, ...written };
  };
  const institution = shippedInstitution("akagi");
  const [user] = await populate(context, { institution, contractId: "5200", users: { u1: "master" } });
  assert.ok(user);
  const answers = () => database.asOwner("select 1 from additional_answer where contract_id = '5200'");

  const made = await run("registration-code make -i akagi 5200/u1 --json");
  assert.equal(made.code, 0);
  assert.match(made.out, /"registrationCode":\s*"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}"/);
  assert.match((await run("registration-code make -i akagi 5200/nobody")).err, /USER_UNKNOWN/);

  await registerTestAnswers(context, institution, user);
  const described = await run("additional-answers clear -i akagi 5200/u1");
  assert.equal(described.code, 1);
  assert.match(described.out, /clear the answers/);
  assert.equal((await answers()).length, 3);
  assert.equal((await run("additional-answers clear -i akagi 5200/u1 --confirm 5200/u1")).code, 0);
  assert.equal((await answers()).length, 0);
});
