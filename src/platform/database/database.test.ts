import assert from "node:assert/strict";
import test from "node:test";
import { sql } from "kysely";
import { testDatabase, testDatabaseUrl } from "#test/support/database.ts";
import { withServerOptions } from "./connection-string.ts";
import { openDatabase, statements } from "./database.ts";

const contract = (institutionCode: string, contractId: string) => ({
  institution_code: institutionCode,
  contract_id: contractId,
  company_name: "翡翠商事",
  login_method: "password" as const,
  created_at: new Date("2026-04-01T00:00:00.123Z"),
});

const database = await testDatabase();

const insert = (contractId: string): Promise<unknown> =>
  database.inInstitution("9001", (tx) =>
    tx.insertInto("contract").values(contract("9001", contractId)).execute(),
  );

const countOf = async (contractId: string): Promise<number> => {
  const [row] = await database.asOwner<{ n: number }>(
    "select count(*)::int as n from contract where contract_id = $1",
    [contractId],
  );
  return row?.n ?? -1;
};

test("a transaction is committed, and rolled back when its callback throws", async () => {
  await insert("KEPT");
  await assert.rejects(
    database.inInstitution("9001", async (tx) => {
      await tx.insertInto("contract").values(contract("9001", "LOST")).execute();
      throw new Error("changed my mind");
    }),
    /changed my mind/,
  );
  assert.deepEqual([await countOf("KEPT"), await countOf("LOST")], [1, 0]);
});

test("a failed statement whose error was swallowed does not pass for a commit", async () => {
  await assert.rejects(
    database.inInstitution("9001", async (tx) => {
      await tx.insertInto("contract").values(contract("9001", "SWALLOWED")).execute();
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    }),
    /rolled back/,
  );
  assert.equal(await countOf("SWALLOWED"), 0);
});

test("statements started together travel together and run in order", async () => {
  const seen = await database.inInstitution("9001", async (tx) => {
    const [, rows] = await Promise.all([
      tx.insertInto("contract").values(contract("9001", "TOGETHER")).execute(),
      tx.selectFrom("contract").select("contract_id").where("contract_id", "=", "TOGETHER").execute(),
    ]);
    return rows;
  });
  assert.deepEqual(seen, [{ contract_id: "TOGETHER" }]);
});

test("affected rows are counted", async () => {
  await insert("COUNTED");
  const result = await database.inInstitution("9001", (tx) =>
    tx
      .updateTable("contract")
      .set({ company_name: "翡翠" })
      .where("contract_id", "=", "COUNTED")
      .executeTakeFirst(),
  );
  assert.equal(result.numUpdatedRows, 1n);
});

test("one statement in one round trip sees its institution only", async () => {
  await insert("ONCE");
  const query = statements
    .selectFrom("contract")
    .select(["contract_id", "created_at"])
    .where("contract_id", "=", "ONCE");
  const own = await database.inInstitutionOnce("9001", query);
  const other = await database.inInstitutionOnce("9002", query);
  assert.deepEqual(own.rows, [{ contract_id: "ONCE", created_at: new Date("2026-04-01T00:00:00.123Z") }]);
  assert.deepEqual(other.rows, []);
});

test("the institution does not stay on the connection", async () => {
  await insert("STAYED");
  const counts = await Promise.all(
    Array.from({ length: 20 }, () =>
      database.inShared((tx) => tx.selectFrom("contract").select("contract_id").execute()),
    ),
  );
  assert.ok(counts.every((rows) => rows.length === 0));
});

test("many transactions for different institutions at once never see one another", async () => {
  const codes = ["9001", "9002", "9003", "9004", "9005"];
  await Promise.all(
    codes.map((code) =>
      database.inInstitution(code, (tx) => tx.insertInto("contract").values(contract(code, "OWN")).execute()),
    ),
  );
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const code = codes[index % codes.length] ?? "";
      const rows = await database.inInstitution(code, (tx) =>
        tx.selectFrom("contract").select("institution_code").distinct().execute(),
      );
      assert.deepEqual(rows, [{ institution_code: code }]);
    }),
  );
});

test("an institution code that is none is a bug, not a question to the database", async () => {
  await assert.rejects(
    database.inInstitution("9001'; drop table contract; --", async () => undefined),
    { name: "InvariantError" },
  );
});

test("bigint comes as a number and is refused beyond 2^53", async () => {
  const read = (text: string) =>
    database.inShared((tx) => sql<{ n: number }>`select ${text}::bigint as n`.execute(tx));
  assert.deepEqual((await read("9007199254740991")).rows, [{ n: 9007199254740991 }]);
  await assert.rejects(read("9007199254740993"), /bigint beyond 2\^53/);
  assert.deepEqual((await read("1")).rows, [{ n: 1 }]);
});

test("a connection that breaks in a transaction is not used again", async () => {
  await assert.rejects(
    database.inInstitution("9001", async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await database.asOwner("select pg_terminate_backend($1)", [rows[0]?.pid]);
      await tx.selectFrom("contract").select("contract_id").execute();
    }),
  );
  await insert("AFTER-BREAK");
  assert.equal(await countOf("AFTER-BREAK"), 1);
});

test("a connection string cannot take the role away", async (t) => {
  const url = await testDatabaseUrl(t);
  const hostile = await openDatabase({ connectionString: withServerOptions(url, { role: "none" }) });
  const { rows } = await hostile.inShared((tx) =>
    sql<{ role: string }>`select current_user as role`.execute(tx),
  );
  await hostile.close();
  assert.deepEqual(rows, [{ role: "tegata_app" }]);
});
