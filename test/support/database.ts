import { after } from "node:test";
import { join } from "node:path";
import pg from "pg";
import { openDatabase, type Database } from "#platform/database/database.ts";
import { withDatabase } from "#platform/database/connection-string.ts";
import { startEmbedded } from "#platform/database/embedded.ts";
import { checksumOf, migrate, readMigrations } from "#platform/database/migrate.ts";
import { isAlive, ownIdentity } from "#platform/database/process-identity.ts";
import { invariant } from "#shared/invariant.ts";

/** A database of its own for one test or one test file, migrated and empty; dropped afterwards. */
export interface TestDatabase extends Database {
  /** For the owner of the schema: for what the program itself may not do. */
  readonly connectionString: string;
  /** A query with the owner's rights, past row-level security. */
  asOwner<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

const SERVER_DIRECTORY = join(import.meta.dirname, "../../var/test-postgres");
const TEMPLATE_LOCK = 7_304_202;

/** The test server keeps nothing that matters, so it does not wait for the disk; it stays up between runs. */
const startTestServer = async (): Promise<string> => {
  const server = await startEmbedded({
    directory: SERVER_DIRECTORY,
    keepRunning: true,
    settings: {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      max_connections: "500",
      autovacuum_naptime: "60s",
      max_wal_size: "2GB",
    },
  });
  return server.connectionString;
};

const withOwner = async <T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("set client_min_messages = warning");
    return await work(client);
  } finally {
    await client.end();
  }
};

const databaseNames = async (client: pg.Client, pattern: string): Promise<string[]> => {
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where datname ~ $1",
    [pattern],
  );
  return rows.map((row) => row.datname);
};

/** Drops what dead test processes left. */
const sweep = async (client: pg.Client): Promise<void> => {
  for (const name of await databaseNames(client, "^(test|building)_[0-9]")) {
    const identity = /^[a-z]+_(\d+-\d+)/.exec(name)?.[1];
    if (identity === undefined || !isAlive(identity)) {
      await client.query(`drop database if exists "${name}" with (force)`);
    }
  }
};

/** Makes the template for this checksum unless it is there. One process builds, the others wait. */
const ensureTemplate = (server: string, template: string): Promise<void> =>
  withOwner(server, async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await sweep(client);
    if ((await databaseNames(client, `^${template}$`)).length > 0) return;
    for (const old of await databaseNames(client, "^template_[0-9a-f]{16}$")) {
      await client.query(`drop database if exists "${old}" with (force)`).catch(() => undefined);
    }
    const building = `building_${ownIdentity()}`;
    await client.query(`create database "${building}"`);
    const outcome = await migrate(withDatabase(server, building));
    invariant(outcome.ok, "a fresh database takes all migrations");
    await client.query(`alter database "${building}" rename to "${template}"`);
  });

let prepared: Promise<{ server: string; template: string }> | undefined;

const prepare = async (): Promise<{ server: string; template: string }> => {
  const template = `template_${checksumOf(await readMigrations()).slice(0, 16)}`;
  const server = await startTestServer();
  await ensureTemplate(server, template);
  return { server, template };
};

let databases = 0;

/** Anything that runs clean-up: a test, or the file (`undefined`). */
type Scope = { after(cleanUp: () => Promise<unknown>): void } | undefined;

/** One clean-up for each database: what is open is closed before it is dropped. */
const whenOver = (t: Scope, cleanUp: () => Promise<unknown>): void => {
  if (t === undefined) after(cleanUp);
  else t.after(cleanUp);
};

const createFrom = async (server: string, source: string): Promise<string> => {
  databases += 1;
  const name = `test_${ownIdentity()}_${databases}`;
  await withOwner(server, (client) => client.query(`create database "${name}" template "${source}"`));
  return withDatabase(server, name);
};

const drop = (connectionString: string): Promise<unknown> => {
  const name = new URL(connectionString).pathname.slice(1);
  return withOwner(withDatabase(connectionString, "postgres"), (client) =>
    client.query(`drop database if exists "${name}" with (force)`),
  );
};

const createMigrated = async (): Promise<string> => {
  prepared ??= prepare();
  const { server, template } = await prepared;
  return createFrom(server, template);
};

/** A migrated, empty database: its owner's connection string. For what opens the database itself. */
export const testDatabaseUrl = async (t?: Scope): Promise<string> => {
  const connectionString = await createMigrated();
  whenOver(t, () => drop(connectionString));
  return connectionString;
};

/** A database without any table, for tests of the migrations. */
export const emptyDatabaseUrl = async (t?: Scope): Promise<string> => {
  const connectionString = await createFrom(await startTestServer(), "template0");
  whenOver(t, () => drop(connectionString));
  return connectionString;
};

/**
 * A database of its own on a real PostgreSQL, with all migrations applied: about a tenth of a second.
 *
 * Inside a test (`t`) it lasts as long as that test. At the top of a file, without `t`, it lasts for the file:
 * `const database = await testDatabase();`
 */
export const testDatabase = async (t?: Scope): Promise<TestDatabase> => {
  const connectionString = await createMigrated();
  const database = await openDatabase({ connectionString, connections: 10 });
  whenOver(t, async () => {
    await database.close();
    await drop(connectionString);
  });
  return {
    ...database,
    connectionString,
    asOwner: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await withOwner(connectionString, (client) => client.query<Row>(text, [...values]));
      return rows;
    },
  };
};
