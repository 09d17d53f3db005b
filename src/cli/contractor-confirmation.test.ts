import assert from "node:assert/strict";
import { test } from "node:test";
import { answerQuestions } from "#domain/contractor-confirmation/confirmation.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "./program.ts";

const database = await testDatabase();
const context = { database, clock: systemClock, random: systemRandom, institutions: shippedInstitutions() };
const institution = shippedInstitution("daishin");

const run = async (...words: string[]) => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { DATABASE_URL: database.connectionString },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += text),
      complain: (text) => (written.err += text),
    },
    ["contractor-confirmation", ...words, "-i", "daishin"],
  );
  return { code, ...written };
};

test("staff ask, look, return and accept; accepting takes two steps, and names what was looked at", async () => {
  const [user] = await populate(context, { institution, contractId: "6100", users: { u1: "master" } });
  assert.ok(user !== undefined);
  const answer = (round: number, contactPerson: string) =>
    answerQuestions(context, {
      institution,
      user: user.reference,
      round,
      values: { businessChanged: "no", purpose: "1", contactPerson },
      origin: { address: "192.0.2.1", supportId: "TEST0-00000" },
    });

  assert.match((await run("ask", "6199")).err, /CONTRACT_UNKNOWN/);
  assert.match((await run("show", "6199")).err, /CONTRACT_UNKNOWN/);
  assert.equal((await run("ask", "6100")).code, 0);
  assert.match((await run("ask", "6100")).err, /CONTRACTOR_CONFIRMATION_OPEN/);
  assert.match((await run("accept", "6100")).err, /CONTRACTOR_CONFIRMATION_NOT_ANSWERED/);
  await answer(1, "Hanako \u001b[31m");
  await answer(1, "Hanako Hisui");
  assert.match((await run("list")).out, /6100\/1 +answered/);
  assert.match((await run("show", "6100")).out, /contactPerson=Hanako Hisui/);

  assert.equal((await run("return", "6100")).code, 2, "a reason is needed");
  assert.equal((await run("return", "6100", "--reason", "Which department?")).code, 1);
  assert.equal((await run("return", "6100", "--reason", "Which?", "--confirm", "6100")).code, 1);
  assert.equal((await run("return", "6100", "--reason", "Which?", "--confirm", "6100/1")).code, 0);
  await answer(2, "Hanako Hisui, general affairs");
  const shown = await run("accept", "6100");
  assert.equal(shown.code, 1);
  assert.match(shown.out, /general affairs/);
  assert.equal((await run("accept", "6100", "--confirm", "6100/1")).code, 1, "another round was looked at");
  assert.equal((await run("accept", "6100", "--confirm", "6100/2", "--as", "ueda")).code, 0);
  const rounds: unknown = JSON.parse((await run("show", "6100", "--json")).out);
  assert.ok(Array.isArray(rounds));
  assert.deepEqual(
    rounds.map(({ round, state, decidedBy }) => [round, state, decidedBy]),
    [
      ["6100/2", "accepted", "ueda"],
      ["6100/1", "returned", "operator"],
    ],
  );
});
