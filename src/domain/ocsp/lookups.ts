import type { Database } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { selectStatuses, type StatusRow } from "./status.store.ts";

/** `busy`: too many wait already. `unavailable`: the record does not answer, or not in time. */
export type LookupRefusal = "busy" | "unavailable";

type Outcome = Result<StatusRow | undefined, LookupRefusal>;

interface Waiting {
  readonly serial: string;
  readonly settle: (outcome: Outcome) => void;
}

/** Statements at a time. While they are under way, what comes in shares the next one. */
const MOST_STATEMENTS = 2;
const MOST_IN_A_STATEMENT = 256;
const MOST_WAITING = 4_000;
/** A client waits some ten seconds for an answer; `tryLater` in time lets it ask another responder. */
const PATIENCE_MILLISECONDS = 3_000;

/** Gives `undefined` when the statement takes too long; it goes on, and nobody waits for it. */
const inTime = async <T>(work: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MILLISECONDS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Reads states from the record, many in one statement. A question is answered by a statement that was sent after it
 * came: it never joins one that is under way, which might not see what was committed in between.
 */
export const statusLookups = (
  database: Database,
  onFault: (error: unknown) => void,
): ((serial: string) => Promise<Outcome>) => {
  const waiting: Waiting[] = [];
  let underWay = 0;

  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    const settleAll = (outcomeOf: (serial: string) => Outcome): void => {
      for (const { serial, settle } of batch) settle(outcomeOf(serial));
    };
    try {
      const serials = [...new Set(batch.map(({ serial }) => serial))];
      const rows = await inTime(selectStatuses(database, serials));
      settleAll((serial) => (rows === undefined ? refused("unavailable") : accepted(rows.get(serial))));
    } catch (error) {
      onFault(error);
      settleAll(() => refused("unavailable"));
    }
  };

  const drain = async (): Promise<void> => {
    underWay += 1;
    // What comes in the same turn of the event loop goes along.
    await Promise.resolve();
    while (waiting.length > 0) await ask(waiting.splice(0, MOST_IN_A_STATEMENT));
    underWay -= 1;
  };

  return (serial) =>
    new Promise((resolve) => {
      if (waiting.length >= MOST_WAITING) {
        resolve(refused("busy"));
        return;
      }
      waiting.push({ serial, settle: resolve });
      if (underWay < MOST_STATEMENTS) void drain();
    });
};
