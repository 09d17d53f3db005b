import { sql } from "kysely";
import { fromDate } from "#shared/clock.ts";
import type { Database, InstitutionTransaction } from "../database/database.ts";

/** How the mail queue stands. */
export interface MailQueueFigures {
  readonly waiting: number;
  readonly waitingSince: Temporal.Instant | undefined;
  readonly dead: number;
}

/** A mail that failed for the last time. */
export interface DeadLetter {
  readonly jobId: number;
  /** Name of its job: `send-mail`, `send-reminder` … */
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  /** What the last attempt said; undefined where its process was killed. */
  readonly lastError: string | undefined;
  readonly queuedAt: Temporal.Instant;
  readonly failedAt: Temporal.Instant;
}

interface FiguresRow {
  readonly waiting: number;
  readonly waiting_since: Date | null;
  readonly dead: number;
}

/** How many mails wait, since when, and how many are dead letters, of all institutions. */
export const mailQueueFigures = (database: Database): Promise<MailQueueFigures> =>
  database.inShared(async (tx) => {
    const { rows } = await sql<FiguresRow>`select * from mail_queue_figures()`.execute(tx);
    const [row] = rows;
    const since = row?.waiting_since ?? null;
    return {
      waiting: row?.waiting ?? 0,
      waitingSince: since === null ? undefined : fromDate(since),
      dead: row?.dead ?? 0,
    };
  });

interface LetterRow {
  readonly job_id: number;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly queued_at: Date;
  readonly failed_at: Date;
}

/** The dead letters of the institution, the oldest first. */
export const deadLetters = async (tx: InstitutionTransaction): Promise<DeadLetter[]> => {
  const { rows } = await sql<LetterRow>`select * from mail_dead_letters()`.execute(tx);
  return rows.map((row) => ({
    jobId: row.job_id,
    task: row.task,
    payload: row.payload,
    attempts: row.attempts,
    lastError: row.last_error ?? undefined,
    queuedAt: fromDate(row.queued_at),
    failedAt: fromDate(row.failed_at),
  }));
};

/** Has dead letters tried again, from the first attempt on; says which of these there were. */
export const retryDeadLetters = async (
  tx: InstitutionTransaction,
  jobIds: readonly number[],
): Promise<number[]> => {
  const { rows } = await sql<{
    id: number;
  }>`select mail_retry_dead_letters(${[...jobIds]}::bigint[]) as id`.execute(tx);
  return rows.map(({ id }) => id);
};

/** Removes dead letters for good; says which of these there were. */
export const discardDeadLetters = async (
  tx: InstitutionTransaction,
  jobIds: readonly number[],
): Promise<number[]> => {
  const { rows } = await sql<{
    id: number;
  }>`select mail_discard_dead_letters(${[...jobIds]}::bigint[]) as id`.execute(tx);
  return rows.map(({ id }) => id);
};
