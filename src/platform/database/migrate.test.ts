import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import pg from "pg";
import { emptyDatabaseUrl } from "#test/support/database.ts";
import { checksumOf, migrate, migrationsDirectory, readMigrations } from "./migrate.ts";

const ownMigrations = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-migrations-"));
  t.after(() => rm(directory, { recursive: true }));
  await cp(migrationsDirectory, directory, { recursive: true });
  return directory;
};

const query = async <Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
};

test("an empty database takes all migrations once, whoever else migrates at the same time", async (t) => {
  const url = await emptyDatabaseUrl(t);
  const outcomes = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  const applied = outcomes.map((outcome) => (outcome.ok ? outcome.value.length : -1));
  const all = (await readMigrations()).length;
  assert.deepEqual(
    applied.sort((a, b) => a - b),
    [0, 0, all],
  );
  const rows = await query<{ name: string }>(url, "select name from schema_migration order by name");
  assert.deepEqual(
    rows.map((row) => row.name),
    (await readMigrations()).map((migration) => migration.name),
  );
});

test("a migration that fails leaves nothing of itself and keeps the ones before", async (t) => {
  const url = await emptyDatabaseUrl(t);
  const directory = await ownMigrations(t);
  await writeFile(join(directory, "9001-fails.sql"), "create table half (a integer); select 1 / 0;");
  await assert.rejects(migrate(url, directory), /9001-fails\.sql failed: division by zero/);
  const [row] = await query<{ half: string | null; kept: string | null }>(
    url,
    "select to_regclass('half') as half, to_regclass('contract') as kept",
  );
  assert.deepEqual(row, { half: null, kept: "contract" });
});

test("a schema that is newer than the program is refused", async (t) => {
  const url = await emptyDatabaseUrl(t);
  const directory = await ownMigrations(t);
  await writeFile(join(directory, "9001-of-tomorrow.sql"), "create table tomorrow (a integer);");
  assert.ok((await migrate(url, directory)).ok);
  const outcome = await migrate(url);
  assert.ok(!outcome.ok);
  assert.equal(outcome.refusal.kind, "newer");
  assert.match(outcome.refusal.detail, /9001-of-tomorrow\.sql/);
});

test("a migration that was changed after it was applied is refused", async (t) => {
  const url = await emptyDatabaseUrl(t);
  const directory = await ownMigrations(t);
  assert.ok((await migrate(url, directory)).ok);
  await writeFile(join(directory, "0007-notice.sql"), "select 'rewritten';");
  const outcome = await migrate(url, directory);
  assert.ok(!outcome.ok);
  assert.equal(outcome.refusal.kind, "changed");
  assert.match(outcome.refusal.detail, /0007-notice\.sql/);
});

test("a migration that comes before an applied one is refused", async (t) => {
  const url = await emptyDatabaseUrl(t);
  const directory = await ownMigrations(t);
  assert.ok((await migrate(url, directory)).ok);
  await writeFile(join(directory, "0001-a-late-one.sql"), "select 1;");
  const outcome = await migrate(url, directory);
  assert.ok(!outcome.ok);
  assert.equal(outcome.refusal.kind, "outOfOrder");
});

test("the checksum changes with every migration", async () => {
  const migrations = await readMigrations();
  const sums = migrations.map((_, index) => checksumOf(migrations.slice(0, index + 1)));
  assert.equal(new Set(sums).size, migrations.length);
});
