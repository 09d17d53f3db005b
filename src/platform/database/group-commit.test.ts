import assert from "node:assert/strict";
import test from "node:test";
import { sql } from "kysely";
import { statements } from "#platform/database/database.ts";
import { testDatabase } from "#test/support/database.ts";

const database = await testDatabase();

const INSTITUTION = "9001";

/** A contract that says in its name which transaction wrote it. */
const insertContract = (contractId: string) =>
  sql`insert into contract (institution_code, contract_id, company_name, login_method, created_at)
    values (${INSTITUTION}, ${contractId}, pg_current_xact_id()::text, 'certificate', now())`.compile(
    statements,
  );

const write = (contractId: string, order = contractId) =>
  database.inInstitutionGroup(INSTITUTION, { queue: "contracts", order }, [insertContract(contractId)]);

/** Contract ids by the transaction that wrote them. */
const transactions = async (like: string): Promise<Map<string, string[]>> => {
  const rows = await database.asOwner<{ contract_id: string; company_name: string }>(
    "select contract_id, company_name from contract where contract_id like $1 order by contract_id",
    [like],
  );
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    groups.set(row.company_name, [...(groups.get(row.company_name) ?? []), row.contract_id]);
  }
  return groups;
};

test("what comes in while a transaction is under way shares the next one", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `a${String(index).padStart(2, "0")}`);
  const outcomes = await Promise.all(ids.map((id) => write(id)));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.map(({ affected }) => affected)),
    ids.map(() => [1]),
  );
  const groups = [...(await transactions("a%")).values()];
  assert.deepEqual(groups.flat().toSorted(), ids);
  assert.equal(groups.length, 2, "the first alone, all others together");
});

test("one that is refused is refused alone, and the others are written", async () => {
  await write("b00");
  const settled = await Promise.allSettled(["b01", "b02", "b00", "b03"].map((id) => write(id)));
  assert.deepEqual(
    settled.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected", "fulfilled"],
  );
  const [, , refused] = settled;
  assert.ok(refused?.status === "rejected");
  assert.equal(Reflect.get(Object(refused.reason), "code"), "23505");
  assert.deepEqual([...(await transactions("b%")).values()].flat().toSorted(), ["b00", "b01", "b02", "b03"]);
});

test("each gets the answers of its own statements", async () => {
  const ask = (value: number) =>
    database.inInstitutionGroup(INSTITUTION, { queue: "questions", order: "same" }, [
      sql<{ answer: number }>`select ${value}::integer as answer`.compile(statements),
      sql<{ answer: number }>`select ${value}::integer + 1 as answer`.compile(statements),
    ]);
  const answers = await Promise.all([10, 20, 30, 40].map((value) => ask(value)));
  assert.deepEqual(
    answers.map((outcomes) => outcomes.flatMap(({ rows }) => rows)),
    [10, 20, 30, 40].map((value) => [{ answer: value }, { answer: value + 1 }]),
  );
});

test("institutions never share a transaction", async () => {
  const seen = await Promise.all(
    ["9001", "9002", "9001", "9002"].map(async (code) => {
      const [outcome] = await database.inInstitutionGroup(code, { queue: "codes", order: "" }, [
        sql`select current_setting('tegata.institution') as code`.compile(statements),
      ]);
      return outcome?.rows;
    }),
  );
  assert.deepEqual(
    seen.flat(),
    ["9001", "9002", "9001", "9002"].map((code) => ({ code })),
  );
});
