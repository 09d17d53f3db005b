import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { testDatabase } from "#test/support/database.ts";
import { schemaText } from "./schema-text.ts";

const committed = (): Promise<string> =>
  readFile(join(import.meta.dirname, "../database/schema.sql"), "utf8");

test("database/schema.sql is what the migrations make (tools/dump-schema.ts writes it)", async (t) => {
  const database = await testDatabase(t);
  assert.equal(await schemaText(database.connectionString), await committed());
});

for (const change of [
  "alter table notice add column planted text",
  "alter table notice alter column title_ja drop not null",
  "alter table contract drop constraint contract_login_method_check",
  "drop index certificate_one_active",
  "alter table notice disable row level security",
  "drop policy by_institution on notice",
  "grant delete on certificate to tegata_app",
  "drop trigger audit_event_append_only on audit_event",
  "grant execute on function enqueue_job(text, json, timestamptz, text) to public",
]) {
  test(`a changed schema is seen: ${change}`, async (t) => {
    const database = await testDatabase(t);
    await database.asOwner(change);
    assert.notEqual(await schemaText(database.connectionString), await committed());
  });
}
