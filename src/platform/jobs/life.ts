import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { withServerOptions } from "../database/connection-string.ts";
import type { Log } from "../log/log.ts";

/** Shows other processes that the workers of this one are alive, and takes over from those that are not. */
export interface Life {
  /** A worker begins to take jobs under this name. */
  begins(workerId: string): void;
  end(): Promise<void>;
}

interface LifeOptions {
  /** For a connection of its own. */
  readonly connectionString: string;
  readonly pool: pg.Pool;
  readonly takeOverSeconds: number;
  readonly log: Log;
}

const KEY = "hashtextextended('tegata worker ' || $1, 0)";
const AGAIN_MILLISECONDS = 1_000;

/** Jobs that are held by workers whose locks nobody holds. Looked at first, so that each lock is tried once. */
const TAKE_OVER = `
  with held as materialized (
    select distinct locked_by from graphile_worker._private_jobs
    where locked_by is not null and locked_at < now() - make_interval(secs => $1)
  ), dead as materialized (
    select locked_by from held
    where pg_try_advisory_xact_lock(hashtextextended('tegata worker ' || locked_by, 0))
  )
  select coalesce(array_agg(locked_by), '{}') as workers from dead`;

/**
 * A job whose process was killed is held under the name of a worker that is gone; the queue itself would leave it alone
 * for four hours. So each worker's name is an advisory lock of a session of this process: the server lets go of it when
 * the process is gone (or, with the machine, after half a minute without an answer), and whoever sees that hands the
 * jobs back. They run again: at least once, as always.
 */
export const showLife = async (options: LifeOptions): Promise<Life> => {
  const { pool, log, takeOverSeconds } = options;
  const connectionString = withServerOptions(options.connectionString, {
    tcp_keepalives_idle: "10",
    tcp_keepalives_interval: "5",
    tcp_keepalives_count: "4",
  });
  const names: string[] = [];
  const ended = new AbortController();
  let session: pg.Client | undefined;

  let holding: Promise<unknown> = Promise.resolve();

  // One after another: a connection runs one query at a time.
  const hold = (client: pg.Client, name: string): Promise<unknown> => {
    holding = holding
      .catch(() => undefined)
      .then(() => client.query(`select pg_advisory_lock(${KEY})`, [name]));
    return holding;
  };

  const open = async (): Promise<void> => {
    const client = new pg.Client({ connectionString, application_name: "tegata-worker-life" });
    client.on("error", () => undefined);
    client.once("end", () => {
      session = undefined;
      if (!ended.signal.aborted) void reopen();
    });
    await client.connect();
    for (const name of names) await hold(client, name);
    session = client;
  };

  const reopen = async (): Promise<void> => {
    log.warn("the connection that shows this worker's life broke");
    while (!ended.signal.aborted) {
      await pause(AGAIN_MILLISECONDS, undefined, { signal: ended.signal }).catch(() => undefined);
      try {
        if (!ended.signal.aborted) await open();
        return;
      } catch (error) {
        log.warn({ err: error }, "the worker cannot show that it is alive yet");
      }
    }
  };

  const handBack = async (client: pg.PoolClient): Promise<void> => {
    await client.query("begin");
    const { rows } = await client.query<{ workers: string[] }>(TAKE_OVER, [takeOverSeconds]);
    const workers = rows[0]?.workers ?? [];
    if (workers.length > 0) {
      await client.query("select graphile_worker.force_unlock_workers($1::text[])", [workers]);
      log.warn({ workers: workers.length }, "took over the jobs of workers that are gone");
    }
    await client.query("commit");
  };

  const takeOver = async (): Promise<void> => {
    let client: pg.PoolClient | undefined;
    let failure: Error | undefined;
    try {
      client = await pool.connect();
      await handBack(client);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      log.warn({ err: failure }, "could not look for jobs of workers that are gone");
    } finally {
      client?.release(failure);
    }
  };

  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await takeOver();
      await pause(takeOverSeconds * 500, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };

  await open();
  const watching = watch();
  return {
    begins: (workerId) => {
      names.push(workerId);
      if (session !== undefined)
        hold(session, workerId).catch((error: unknown) =>
          log.warn({ err: error }, "the worker cannot show that it is alive yet"),
        );
    },
    end: async () => {
      ended.abort();
      await watching;
      await session?.end();
    },
  };
};
