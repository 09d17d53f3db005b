import assert from "node:assert/strict";
import test from "node:test";
import { testDatabase } from "./database.ts";

test("a test database is real, migrated and its own", async (t) => {
  const database = await testDatabase(t);
  const other = await testDatabase(t);
  const insert = {
    institution_code: "9001",
    contract_id: "C1",
    company_name: "株式会社",
    login_method: "password" as const,
    created_at: new Date(0),
  };
  await database.inInstitution("9001", (tx) => tx.insertInto("contract").values(insert).execute());
  const seen = await database.inInstitution("9001", (tx) =>
    tx.selectFrom("contract").select("company_name").execute(),
  );
  assert.deepEqual(seen, [{ company_name: "株式会社" }]);
  assert.deepEqual(await other.asOwner("select count(*)::int as n from contract"), [{ n: 0 }]);
});
