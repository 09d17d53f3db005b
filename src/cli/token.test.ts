import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitutions, shippedInstitution } from "#test/support/population.ts";
import { runCli } from "./program.ts";

const database = await testDatabase();
const context = {
  database,
  clock: systemClock,
  random: systemRandom,
  institutions: shippedInstitutions(),
};

test("tokens from the vendor's file to the user, and back", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-token-"));
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
  await populate(context, { institution, contractId: "5100", users: { u1: "master" } });
  const file = join(directory, "seeds.csv");
  const seed = "3132333435363738393031323334353637383930";
  await writeFile(file, `serial,seed,algorithm,digits,period\nAB-1001,${seed},SHA1,6,60\n`);

  assert.equal((await run(`token import -i akagi ${file}`)).code, 0);
  assert.match((await run(`token import -i akagi ${file}`)).err, /OTP_IMPORT_SERIAL_TAKEN/);
  assert.equal((await run(`token import -i akagi ${directory}/none.csv`)).code, 3);
  assert.equal((await run("token assign -i akagi ab-1001 5100/u1")).code, 0);
  assert.equal((await run("token assign -i akagi ab_1001 5100/u1")).code, 2);
  const listed = await run("token list -i akagi --json");
  assert.match(listed.out, /"AB-1001"/);
  assert.ok(!listed.out.includes(seed), "seeds are never printed");

  assert.equal((await run("token revoke -i akagi AB-1001")).code, 1);
  assert.match((await run("token list -i akagi")).out, /assigned/);
  assert.match((await run("token initialise -i akagi AB-1001 --confirm AB-1001")).err, /OTP_TOKEN_STATE/);
  assert.equal((await run("token revoke -i akagi AB-1001 --confirm AB-1001")).code, 0);
  assert.match((await run("token revoke -i akagi NONE-1")).err, /OTP_TOKEN_UNKNOWN/);
  assert.match((await run("token list -i akagi")).out, /revoked/);

  assert.equal((await run("contract-factor add -i akagi 5100 oneTimePassword")).code, 0);
  assert.match((await run("contract-factor add -i hisui 5100 oneTimePassword")).err, /FACTOR_NOT_OFFERED/);
  assert.equal((await run("contract-factor end -i akagi 5100 oneTimePassword")).code, 1);
  assert.equal((await run("contract-factor end -i akagi 5100 oneTimePassword --confirm 5100")).code, 0);
});
