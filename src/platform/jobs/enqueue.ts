import { sql, type Transaction } from "kysely";
import { invariant } from "#shared/invariant.ts";
import type { Tables } from "../database/tables.ts";

export interface EnqueueOptions {
  /** Not before this instant; at once unless given. */
  readonly runAt?: Temporal.Instant;
  /** A job that is still waiting under the same key is replaced. */
  readonly jobKey?: string;
}

/**
 * Queues a job in the transaction that asks for it: it runs if and only if that commits, at least once, with retries.
 *
 * @param name lower-case words with hyphens, as in the worker's table of tasks
 * @param payload anything JSON can carry; name the institution in it where the job works for one; no secrets
 */
export const enqueueJob = async (
  tx: Transaction<Tables>,
  name: string,
  payload: Readonly<Record<string, unknown>>,
  options: EnqueueOptions = {},
): Promise<void> => {
  invariant(/^[a-z][a-z0-9-]{1,60}$/.test(name), `not a job name: ${name}`);
  const runAt = options.runAt === undefined ? null : options.runAt.toString();
  await sql`select enqueue_job(${name}, ${JSON.stringify(payload)}::json, ${runAt}::timestamptz, ${options.jobKey ?? null})`.execute(
    tx,
  );
};
