import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { testDatabase, type TestDatabase } from "#test/support/database.ts";
import { readTableTypes, type TypedColumn, type TypedTables } from "./table-types.ts";

const BASES: Readonly<Record<string, string>> = {
  text: "string",
  integer: "number",
  bigint: "number",
  boolean: "boolean",
  bytea: "Buffer",
  jsonb: "JsonObject",
  "timestamp with time zone": "Date",
  ARRAY: "string[]",
};

/** Tables that the program does not query. */
const NOT_QUERIED = new Set(["schema_migration"]);

const allowedTexts = async (database: TestDatabase): Promise<ReadonlyMap<string, readonly string[]>> => {
  const rows = await database.asOwner<{ column: string; definition: string }>(
    `select conrelid::regclass || '.' || attname as column, pg_get_constraintdef(c.oid) as definition
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'c' and cardinality(c.conkey) = 1 and pg_get_constraintdef(c.oid) ~ '^CHECK \\(\\(\\w+ = ANY'`,
  );
  return new Map(
    rows.map(({ column, definition }) => [
      column,
      [...definition.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? "").sort(),
    ]),
  );
};

/** The same facts, from the catalog. */
const readCatalog = async (database: TestDatabase): Promise<TypedTables> => {
  const texts = await allowedTexts(database);
  const rows = await database.asOwner<{
    t: string;
    c: string;
    type: string;
    nullable: boolean;
    filled: boolean;
  }>(
    `select table_name as t, column_name as c, data_type as type, is_nullable = 'YES' as nullable,
       column_default is not null or is_identity = 'YES' or is_generated = 'ALWAYS' as filled
     from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`,
  );
  const tables = new Map<string, Map<string, TypedColumn>>();
  for (const row of rows) {
    if (NOT_QUERIED.has(row.t)) continue;
    const columns = tables.get(row.t) ?? new Map<string, TypedColumn>();
    tables.set(row.t, columns);
    columns.set(row.c, {
      isNullable: row.nullable,
      hasDefault: row.filled,
      base: BASES[row.type] ?? row.type,
      literals: texts.get(`${row.t}.${row.c}`),
    });
  }
  return tables;
};

const asText = (tables: TypedTables): string[] =>
  [...tables]
    .flatMap(([table, columns]) =>
      [...columns].map(([name, column]) => `${table}.${name} ${JSON.stringify(column)}`),
    )
    .sort();

const stated = (): Promise<string> =>
  readFile(join(import.meta.dirname, "../src/platform/database/tables.ts"), "utf8");

test("tables.ts says of every column what the database says", async (t) => {
  const database = await testDatabase(t);
  assert.deepEqual(asText(readTableTypes(await stated())), asText(await readCatalog(database)));
});

for (const change of [
  "alter table notice add column planted text",
  "alter table notice alter column title_ja drop not null",
  "alter table crl alter column shard type text",
  "alter table credential drop constraint credential_kind_check",
  "create table planted (a integer)",
]) {
  test(`a difference is seen: ${change}`, async (t) => {
    const database = await testDatabase(t);
    await database.asOwner(change);
    assert.notDeepEqual(asText(readTableTypes(await stated())), asText(await readCatalog(database)));
  });
}
