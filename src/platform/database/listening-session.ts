import type { CompiledQuery } from "kysely";
import pg from "pg";
import { withServerOptions } from "./connection-string.ts";
import type { Statement } from "./database.ts";
import { valueTypes } from "./values.ts";

/** A connection of its own on which the server speaks up by itself (LISTEN). */
export interface ListeningSession {
  /** One statement in its own transaction, for no institution. */
  run<Row>(statement: Statement<Row>): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** What a session tells. */
export interface SessionEvents {
  /** Somebody notified the channel. */
  readonly onNotification: () => void;
  /** The connection is gone, once; not after `close()`. */
  readonly onEnd: (error: Error | undefined) => void;
}

export interface ListeningOptions extends SessionEvents {
  /** `postgresql://…`, for the owner of the schema or a member of role `tegata_app`. */
  readonly connectionString: string;
  readonly channel: string;
  /** A statement that gets no answer for so long fails; the session is of no use then. */
  readonly answerMilliseconds: number;
}

const compiled = <Row>(statement: Statement<Row>): CompiledQuery<Row> =>
  "compile" in statement ? statement.compile() : statement;

/** Opens a session that listens. @throws when the database cannot be reached. */
export const openListeningSession = async (options: ListeningOptions): Promise<ListeningSession> => {
  const client = new pg.Client({
    connectionString: withServerOptions(options.connectionString, {
      role: "tegata_app",
      statement_timeout: String(options.answerMilliseconds),
    }),
    connectionTimeoutMillis: options.answerMilliseconds,
    query_timeout: options.answerMilliseconds,
    keepAlive: true,
    types: valueTypes,
    application_name: "tegata-listener",
  });
  let closed = false;
  const ended = (error?: Error): void => {
    if (closed) return;
    closed = true;
    options.onEnd(error);
  };
  client.on("error", ended);
  client.on("end", () => ended());
  client.on("notification", options.onNotification);
  const close = async (): Promise<void> => {
    closed = true;
    await client.end();
  };
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(options.channel)}`);
  } catch (error) {
    closed = true;
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    run: async <Row>(statement: Statement<Row>) => {
      const { sql, parameters } = compiled(statement);
      const { rows } = await client.query({ text: sql, values: [...parameters] });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the statement says what its rows are
      return rows as Row[];
    },
    close,
  };
};
