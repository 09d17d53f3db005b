import type { Compilable, CompiledQuery, Transaction } from "kysely";
import pg from "pg";
import { invariant } from "#shared/invariant.ts";
import { withServerOptions } from "./connection-string.ts";
import { connectionFor, sendQuery, transactionOn } from "./statements.ts";
import type { Tables } from "./tables.ts";
import { valueTypes } from "./values.ts";

export { statements } from "./statements.ts";
export type { Tables } from "./tables.ts";

/**
 * A transaction for one institution: row-level security hides every other institution's rows.
 *
 * Statements that are started together (`Promise.all`) travel together and run in that order.
 */
export type InstitutionTransaction = Transaction<Tables> & {
  /** The code of four digits for which this transaction was opened. */
  readonly institutionCode: string;
  /**
   * Has `work` done once the transaction is committed, before `inInstitution` returns; nothing where it is rolled back.
   * What `key` named before is not named twice. It must not fail for reasons that the caller should learn: the
   * transaction stands.
   */
  afterCommit(key: string, work: AfterCommit): void;
};

/** What is left to do when a transaction is committed. */
export type AfterCommit = (database: Database) => Promise<void>;

/** A transaction for no institution: only issuers, OCSP responders and the functions of migration 0008 are visible. */
export type SharedTransaction = Transaction<Tables> & { readonly institutionCode: undefined };

/** A query that is ready to be sent, from `statements.selectFrom(…)` or `sql…`.compile(statements)`. */
export type Statement<Row> = CompiledQuery<Row> | Compilable<Row>;

/** What a statement gave. */
export interface StatementOutcome<Row> {
  readonly rows: readonly Row[];
  /** Rows inserted, updated, deleted or read. */
  readonly affected: number;
}

/** The program's way to its data, with the rights of role `tegata_app` and no more. */
export interface Database {
  /** Runs `run` in a transaction for one institution; commits unless it throws. */
  inInstitution<T>(institutionCode: string, run: (tx: InstitutionTransaction) => Promise<T>): Promise<T>;
  /** Runs `run` in a transaction for no institution; commits unless it throws. */
  inShared<T>(run: (tx: SharedTransaction) => Promise<T>): Promise<T>;
  /**
   * One statement in its own transaction for one institution, in one round trip. For hot paths: build it with
   * {@link statements}, which needs no connection.
   */
  inInstitutionOnce<Row>(institutionCode: string, statement: Statement<Row>): Promise<StatementOutcome<Row>>;
  /** One statement for no institution, in one round trip. */
  inSharedOnce<Row>(statement: Statement<Row>): Promise<StatementOutcome<Row>>;
  /** Waits for what is under way and closes the connections. */
  close(): Promise<void>;
}

/** How to reach the database and how much of it to take. */
export interface DatabaseOptions {
  /** `postgresql://…`, for the owner of the schema or a member of role `tegata_app`. */
  readonly connectionString: string;
  /** Most connections at a time; 20 unless told. */
  readonly connections?: number;
  /** A statement that runs longer is ended; 30 unless told. */
  readonly statementSeconds?: number;
  /** Told of connections that break while nobody uses them. */
  readonly onIdleError?: (error: Error) => void;
}

const BEGIN_SHARED = "begin";

const beginFor = (institutionCode: string): string => {
  invariant(/^[0-9]{4}$/.test(institutionCode), `not an institution code: ${institutionCode}`);
  return `begin; select set_config('tegata.institution', '${institutionCode}', true)`;
};

/** PostgreSQL answers COMMIT with ROLLBACK when an earlier statement failed and its error was swallowed. */
const assertCommitted = (result: pg.QueryResult): void => {
  invariant(result.command === "COMMIT", "the transaction was rolled back: a failed statement was ignored");
};

const ignore = (): void => undefined;

/** Runs `work` with a connection of the pool; a connection whose transaction could not be ended is thrown away. */
const withClient = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  const noteBreak = (error: Error): void => {
    broken = error;
  };
  client.on("error", noteBreak);
  try {
    return await work(client);
  } finally {
    client.off("error", noteBreak);
    const finished = client.getTransactionStatus() === "I";
    client.release(broken ?? !finished);
  }
};

const inTransaction = <T>(
  pool: pg.Pool,
  begin: string,
  run: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> =>
  withClient(pool, async (client) => {
    // Not awaited: it travels with the first statement.
    const begun = client.query(begin);
    begun.catch(ignore);
    let value: T;
    try {
      value = await run(transactionOn(connectionFor(client)));
      await begun;
    } catch (error) {
      await client.query("rollback").catch(ignore);
      throw error;
    }
    assertCommitted(await client.query("commit"));
    return value;
  });

const compiled = <Row>(statement: Statement<Row>): CompiledQuery<Row> =>
  "compile" in statement ? statement.compile() : statement;

/** Sends all that `send` sends in one write: each write costs a system call and wakes the server. */
const inOneWrite = <T>(client: pg.PoolClient, send: () => T): T => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a pool's clients are pg.Client, its types say less
  const { stream } = (client as unknown as Pick<pg.Client, "connection">).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
};

const inBatch = <Row>(
  pool: pg.Pool,
  begin: string,
  batch: readonly Statement<Row>[],
): Promise<StatementOutcome<Row>[]> =>
  withClient(pool, async (client) => {
    const answers = inOneWrite(client, () => [
      client.query(begin),
      ...batch.map((statement) => sendQuery(client, compiled(statement))),
      client.query("commit"),
    ]);
    const settled = await Promise.allSettled(answers);
    const results = settled.map((answer) => {
      if (answer.status === "rejected") throw answer.reason;
      return answer.value;
    });
    const commit = results.at(-1);
    invariant(commit !== undefined, "a batch ends with its commit");
    assertCommitted(commit);
    return results.slice(1, -1).map((result) => ({ rows: result.rows, affected: result.rowCount ?? 0 }));
  });

const first = <Row>(outcomes: StatementOutcome<Row>[]): StatementOutcome<Row> => {
  const [outcome] = outcomes;
  invariant(outcome !== undefined, "one statement gives one outcome");
  return outcome;
};

const named = (
  tx: Transaction<Tables>,
  institutionCode: string,
  later: Map<string, AfterCommit>,
): InstitutionTransaction =>
  Object.assign(tx, {
    institutionCode,
    afterCommit: (key: string, work: AfterCommit): void => {
      later.set(key, work);
    },
  });

const assertRole = async (pool: pg.Pool): Promise<void> => {
  const { rows } = await pool.query<{ role: string; bypasses: boolean }>(
    "select current_user as role, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user",
  );
  const [row] = rows;
  invariant(
    row?.role === "tegata_app" && !row.bypasses,
    `the program must work as tegata_app without rights over row-level security, not as ${row?.role}`,
  );
};

/**
 * Opens the database. The schema must have been migrated (`migrate.ts`).
 *
 * @throws when it cannot be reached, or when the connection does not become role `tegata_app`.
 */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const statementMilliseconds = (options.statementSeconds ?? 30) * 1000;
  const pool = new pg.Pool({
    connectionString: withServerOptions(options.connectionString, {
      role: "tegata_app",
      statement_timeout: String(statementMilliseconds),
      idle_in_transaction_session_timeout: String(statementMilliseconds * 2),
    }),
    max: options.connections ?? 20,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    types: valueTypes,
    pipeline: true,
    application_name: "tegata",
  });
  pool.on("error", options.onIdleError ?? ignore);
  try {
    await assertRole(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const database: Database = {
    inInstitution: async (institutionCode, run) => {
      const later = new Map<string, AfterCommit>();
      const value = await inTransaction(pool, beginFor(institutionCode), (tx) =>
        run(named(tx, institutionCode, later)),
      );
      // With no connection held: whoever waits for others must not keep them from theirs.
      for (const work of later.values()) await work(database);
      return value;
    },
    inShared: (run) =>
      inTransaction(pool, BEGIN_SHARED, (tx) => run(Object.assign(tx, { institutionCode: undefined }))),
    inInstitutionOnce: async (institutionCode, statement) =>
      first(await inBatch(pool, beginFor(institutionCode), [statement])),
    inSharedOnce: async (statement) => first(await inBatch(pool, BEGIN_SHARED, [statement])),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
  return database;
};
