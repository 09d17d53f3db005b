import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
} from "kysely";
import type pg from "pg";
import type { Tables } from "./tables.ts";

const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

/** Builds statements without a connection, for `inInstitutionOnce` and its like. */
export const statements = new Kysely<Tables>({ dialect });

/** So many different texts are prepared on each connection; the program has fewer, apart from lists of varying length. */
const MOST_PREPARED = 300;
const preparedNames = new Map<string, string>();

/** A name for a statement that is sent again and again, so that the server parses and plans it once a connection. */
const preparedNameOf = (text: string): string | undefined => {
  const known = preparedNames.get(text);
  if (known !== undefined) return known;
  if (preparedNames.size >= MOST_PREPARED) return undefined;
  const name = `s${preparedNames.size}`;
  preparedNames.set(text, name);
  return name;
};

/** Sends a compiled query; what was sent before it is not waited for. */
export const sendQuery = <Row>(
  client: pg.PoolClient,
  query: CompiledQuery<Row>,
): Promise<pg.QueryResult<Row & pg.QueryResultRow>> => {
  const name = preparedNameOf(query.sql);
  return client.query<Row & pg.QueryResultRow>({
    text: query.sql,
    values: [...query.parameters],
    ...(name === undefined ? {} : { name }),
  });
};

const CHANGES_ROWS = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A pg client as Kysely's connection. */
export const connectionFor = (client: pg.PoolClient): DatabaseConnection => ({
  executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
    const result = await sendQuery<unknown>(client, query);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely's types say what the rows are
    const rows = result.rows as Row[];
    return CHANGES_ROWS.has(result.command)
      ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) }
      : { rows };
  },
  streamQuery: () => {
    throw new Error("streaming is not offered: a pipelined connection cannot hold a cursor");
  },
});

/** A transaction over a connection on which BEGIN was already sent, and on which the caller sends COMMIT. */
export const transactionOn = (connection: DatabaseConnection): Transaction<Tables> =>
  new Transaction<Tables>({
    config: { dialect },
    driver: new DummyDriver(),
    dialect,
    executor: statements.getExecutor().withConnectionProvider({
      provideConnection: (consumer) => consumer(connection),
    }),
  });
