import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { Logger, parseCronItems, run, type Job, type JobHelpers, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { withServerOptions } from "../database/connection-string.ts";
import type { Log } from "../log/log.ts";
import { showLife } from "./life.ts";

/** What a job knows of itself. */
export interface JobFacts {
  /** The same whenever the job is tried again, and no other job's: 32 hexadecimal digits. */
  readonly name: string;
}

/** What a job does with its payload. Runs at least once: it must be harmless to run it again. */
export type Task = (payload: unknown, job: JobFacts) => Promise<void>;

/** A task that runs by itself. */
export interface RecurringTask {
  readonly name: string;
  /** Five fields of cron, in UTC: `* * * * *` is every minute. */
  readonly schedule: string;
}

export interface WorkerOptions {
  /** The owner of the job queue's schema. */
  readonly connectionString: string;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly recurring: readonly RecurringTask[];
  /** Jobs at a time; 4 unless told. */
  readonly concurrency?: number;
  /** Jobs of a process that is gone are taken over after this long; 30 unless told. */
  readonly takeOverSeconds?: number;
  readonly log: Log;
}

/** A running worker. Any number of processes may run one: each job is done by one of them. */
export interface Worker {
  /** Takes no new jobs and waits for those under way. */
  stop(): Promise<void>;
}

const LEVELS = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const;

const loggerFor = (log: Log): Logger =>
  new Logger((scope) => (level, message) => {
    log[LEVELS[level as keyof typeof LEVELS] ?? "debug"](
      { job: scope.jobId, task: scope.taskIdentifier },
      message,
    );
  });

/** A restored database may give a number again, so the time belongs to the name. */
const nameOf = ({ id, created_at: createdAt }: Job): string =>
  createHash("sha256").update(`${id} ${createdAt.toISOString()}`).digest("hex").slice(0, 32);

/** Starts taking jobs. @throws when the database cannot be reached. */
export const startWorker = async (options: WorkerOptions): Promise<Worker> => {
  const log = options.log.child({ part: "worker" });
  const pool = new pg.Pool({
    connectionString: withServerOptions(options.connectionString, {}),
    max: (options.concurrency ?? 4) + 3,
    application_name: "tegata-worker",
  });
  const noteBreak = (error: Error): void => log.warn({ err: error }, "a connection of the worker broke");
  pool.on("error", noteBreak);
  pool.on("connect", (client) => client.on("error", noteBreak));
  const taskList = Object.fromEntries(
    Object.entries(options.tasks).map(([name, task]) => [
      name,
      async (payload: unknown, { job }: JobHelpers) => {
        try {
          await task(payload, { name: nameOf(job) });
        } catch (error) {
          log.error({ err: error, task: name }, "a job failed");
          throw error;
        }
      },
    ]),
  );
  const life = await showLife({
    connectionString: options.connectionString,
    pool,
    takeOverSeconds: options.takeOverSeconds ?? 30,
    log,
  });
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => life.begins(worker.workerId));
  const runner = await run({
    pgPool: pool,
    events,
    taskList,
    parsedCronItems: parseCronItems(
      options.recurring.map(({ name, schedule }) => ({
        task: name,
        match: schedule,
        options: {
          backfillPeriod: 0,
          maxAttempts: 1,
          jobKey: `recurring-${name}`,
          jobKeyMode: "preserve_run_at",
        },
      })),
    ),
    concurrency: options.concurrency ?? 4,
    pollInterval: 2000,
    noHandleSignals: true,
    logger: loggerFor(log),
    gracefulShutdownAbortTimeout: 5000,
  });
  let ended = false;
  const finished = runner.promise.catch((error: unknown) => {
    if (!ended) log.error({ err: error }, "the worker ended by itself");
  });
  return {
    stop: async () => {
      if (ended) return;
      ended = true;
      await runner.stop();
      await finished;
      await life.end();
      await pool.end();
    },
  };
};
