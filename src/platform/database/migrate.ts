import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { messageOf } from "#platform/errors.ts";
import { accepted, refused, type Result } from "#shared/result.ts";

/** One file of `database/migrations`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly checksum: string;
}

/** Why the program does not touch this schema. */
export interface MigrationRefusal {
  readonly kind: "newer" | "changed" | "outOfOrder";
  /** For whoever runs the program. */
  readonly detail: string;
}

/** The directory that comes with the program. */
export const migrationsDirectory: string = join(import.meta.dirname, "../../../database/migrations");

/** Reads the migrations, in their order. */
export const readMigrations = async (directory = migrationsDirectory): Promise<Migration[]> => {
  const names = (await readdir(directory)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(directory, name), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
};

/** One checksum over all migrations: two schemas with the same one are the same. */
export const checksumOf = (migrations: readonly Migration[]): string => {
  const hash = createHash("sha256");
  for (const migration of migrations) hash.update(`${migration.name} ${migration.checksum}\n`);
  return hash.digest("hex");
};

interface AppliedMigration {
  readonly name: string;
  readonly sha256: string;
}

/** Compares what was applied with what this program brings. Gives what is still to be applied. */
export const pendingMigrations = (
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Result<readonly Migration[], MigrationRefusal> => {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = known.get(row.name);
    if (migration === undefined) {
      const newest = migrations.at(-1)?.name ?? "none";
      return refused({
        kind: "newer",
        detail: `The database has migration ${row.name}, which this program does not know (its newest is ${newest}). Run the program that belongs to this database, or a newer one.`,
      });
    }
    if (migration.checksum !== row.sha256) {
      return refused({
        kind: "changed",
        detail: `Migration ${row.name} was changed after it was applied to this database. Restore the file; write a new migration for the change.`,
      });
    }
  }
  const done = new Set(applied.map((row) => row.name));
  const pending = migrations.filter((migration) => !done.has(migration.name));
  const newestApplied = applied.reduce((newest, row) => (row.name > newest ? row.name : newest), "");
  const late = pending.find((migration) => migration.name < newestApplied);
  return late === undefined
    ? accepted(pending)
    : refused({
        kind: "outOfOrder",
        detail: `Migration ${late.name} comes before ${newestApplied}, which is already applied. Give it the next number.`,
      });
};

/** Only one process migrates a database at a time; the others wait. */
const MIGRATION_LOCK = 7_304_201;

const applyAll = async (client: pg.Client, migrations: readonly Migration[]): Promise<void> => {
  for (const migration of migrations) {
    await client.query("begin");
    try {
      await client.query(migration.sql);
      await client.query(
        "insert into schema_migration (name, sha256, applied_at) values ($1, $2, clock_timestamp())",
        [migration.name, migration.checksum],
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Error(`migration ${migration.name} failed: ${messageOf(error)}`, { cause: error });
    }
  }
};

const migrateOn = async (
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<Result<readonly string[], MigrationRefusal>> => {
  await client.query(
    "create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null)",
  );
  const { rows } = await client.query<AppliedMigration>(
    "select name, sha256 from schema_migration order by name",
  );
  const pending = pendingMigrations(migrations, rows);
  if (!pending.ok) return pending;
  await applyAll(client, pending.value);
  return accepted(pending.value.map((migration) => migration.name));
};

const silent = new Logger(() => () => undefined);

/**
 * Brings the schema up to this program's, each migration in its own transaction, then the job queue's own tables.
 * The connection must own the schema. Gives the names of what was applied now.
 *
 * @throws when the database cannot be reached or a migration fails (nothing of that migration stays).
 */
export const migrate = async (
  connectionString: string,
  directory = migrationsDirectory,
): Promise<Result<readonly string[], MigrationRefusal>> => {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString, application_name: "tegata-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query("set client_min_messages = warning");
    const outcome = await migrateOn(client, migrations);
    if (outcome.ok) await runMigrations({ connectionString, logger: silent });
    return outcome;
  } finally {
    await client.end();
  }
};
