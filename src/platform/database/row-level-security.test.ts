import assert from "node:assert/strict";
import test from "node:test";
import { sql } from "kysely";
import { codeOf } from "#platform/errors.ts";
import { testDatabase, type TestDatabase } from "#test/support/database.ts";

/** Every table that carries an institution code, from the catalog: a new table is tested without anybody's doing. */
const institutionTables = async (database: TestDatabase): Promise<string[]> => {
  const rows = await database.asOwner<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'institution_code' order by table_name`,
  );
  return rows.map((row) => row.name);
};

const SAMPLES: Readonly<Record<string, string>> = {
  text: "'x'",
  integer: "1",
  bigint: "1",
  boolean: "false",
  bytea: "'\\x00'",
  jsonb: "'{}'",
  "timestamp with time zone": "now()",
  ARRAY: "'{}'",
};

interface Column {
  readonly name: string;
  readonly type: string;
}

/** `insert` of any row of a table, for an institution; checks and references are not this test's business. */
const insertOf = async (database: TestDatabase, table: string, institutionCode: string): Promise<string> => {
  const columns = await database.asOwner<Column>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_identity = 'NO'
       and (is_nullable = 'NO' or column_name = 'institution_code') order by ordinal_position`,
    [table],
  );
  const values = columns.map(({ name, type }) => {
    if (name === "institution_code") return `'${institutionCode}'`;
    const sample = SAMPLES[type];
    assert.ok(sample !== undefined, `no sample for ${table}.${name} of type ${type}`);
    return sample;
  });
  return `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(", ")}) values (${values.join(", ")})`;
};

/** Removes what would refuse the made-up rows for other reasons than row-level security. */
const removeChecks = (database: TestDatabase, table: string): Promise<unknown> =>
  database.asOwner(`do $$ declare one record; begin
    for one in select conname from pg_constraint where conrelid = '"${table}"'::regclass and contype in ('c', 'f')
    loop execute format('alter table %I drop constraint %I cascade', '${table}', one.conname); end loop; end $$`);

/** Tries a statement as the program, for an institution. Gives rows affected, or PostgreSQL's error code. */
const attempt = async (database: TestDatabase, code: string, text: string): Promise<number | string> => {
  try {
    const result = await database.inInstitution(code, (tx) => sql.raw<{ n: number }>(text).execute(tx));
    return Number(result.numAffectedRows ?? result.rows[0]?.n ?? 0);
  } catch (error) {
    return codeOf(error) ?? String(error);
  }
};

const NO_RIGHT = "42501";

/** Ways in which rows of one institution can be reached for another. */
const leaksOf = async (database: TestDatabase, table: string): Promise<string[]> => {
  await removeChecks(database, table);
  await database.asOwner(await insertOf(database, table, "9001"));
  const leaks: string[] = [];
  const mustBe = async (what: string, code: string, text: string, expected: readonly (number | string)[]) => {
    const outcome = await attempt(database, code, text);
    if (!expected.includes(outcome)) leaks.push(`${table}: ${what} gave ${outcome}`);
  };
  await mustBe("reading one's own", "9001", `select count(*)::int as n from "${table}"`, [1]);
  await mustBe("reading another's", "9002", `select count(*)::int as n from "${table}"`, [0]);
  const update = `update "${table}" set institution_code = institution_code`;
  await mustBe("changing another's", "9002", update, [0, NO_RIGHT]);
  await mustBe("deleting another's", "9002", `delete from "${table}"`, [0, NO_RIGHT]);
  await mustBe("writing for another", "9002", await insertOf(database, table, "9001"), [NO_RIGHT]);
  await mustBe("giving away", "9001", `update "${table}" set institution_code = '9002'`, [NO_RIGHT]);
  await mustBe("emptying", "9002", `truncate "${table}"`, [NO_RIGHT]);
  const unscoped = await database.inShared((tx) => sql.raw(`select 1 from "${table}"`).execute(tx));
  if (unscoped.rows.length > 0) leaks.push(`${table}: reading without an institution gave rows`);
  return leaks;
};

test("no table lets one institution reach another's rows", async (t) => {
  const database = await testDatabase(t);
  const tables = await institutionTables(database);
  assert.ok(tables.length >= 13, "the catalog names the tables");
  const leaks: string[] = [];
  for (const table of tables) leaks.push(...(await leaksOf(database, table)));
  assert.deepEqual(leaks, []);
});

for (const [fault, change] of [
  ["a table without row-level security", "alter table notice disable row level security"],
  ["a policy that lets everybody read", "create policy planted on notice for select using (true)"],
  ["a policy that lets everybody write", "create policy planted on notice for insert with check (true)"],
  ["a program that owns the table", "alter table notice owner to tegata_app"],
] as const) {
  test(`${fault} is seen`, async (t) => {
    const database = await testDatabase(t);
    await database.asOwner(change);
    assert.notDeepEqual(await leaksOf(database, "notice"), []);
  });
}

test("a new table that forgot row-level security is seen without being named", async (t) => {
  const database = await testDatabase(t);
  await database.asOwner("create table planted (institution_code text not null, a integer not null)");
  await database.asOwner("grant select, insert, update, delete on planted to tegata_app");
  assert.ok((await institutionTables(database)).includes("planted"));
  assert.notDeepEqual(await leaksOf(database, "planted"), []);
});
