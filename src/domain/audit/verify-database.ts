import type { DomainContext } from "../context.ts";
import { chainChecker, type ChainChecker } from "./chain.ts";
import type { VerifyReport } from "./faults.ts";
import { listAuditKeys } from "./key.ts";
import type { AuditPublicKey } from "./note.ts";
import { selectEventRange, selectRecord, selectUnlinkedBetween } from "./record.store.ts";
import { NO_DIGEST, type Digest } from "./row.ts";

/** What a verification may be told. */
export interface VerifyOptions {
  /** Checkpoints that were kept elsewhere: notes. */
  readonly outsideNotes?: readonly string[];
  /** The keys that are believed; those on record unless given. */
  readonly trustedKeys?: readonly AuditPublicKey[];
  /** Told now and then how many rows were looked at. */
  readonly onProgress?: (rows: number) => void;
  /** Rows that wait longer for their link are a fault; 60 unless told. */
  readonly graceSeconds?: number;
}

const PAGE = 5_000;
/** Event numbers looked through at a time. */
const WINDOW = 100_000;
const GRACE_SECONDS = 60;

const verifyLinks = async (
  context: DomainContext,
  institutionCode: string,
  checker: ChainChecker,
  onProgress: (rows: number) => void,
): Promise<void> => {
  let after = 0;
  let previous: Digest | undefined = NO_DIGEST;
  for (let rows = 0, isDone = false; !isDone; onProgress(rows)) {
    const { links, notes } = await context.database.inInstitution(institutionCode, (tx) =>
      selectRecord(tx, after, PAGE),
    );
    isDone = links.length < PAGE;
    const pending = [...notes];
    const check = (upTo: number): void => {
      while ((pending[0]?.sequence ?? Infinity) <= upTo) {
        for (const { sequence, note } of pending.splice(0, 1)) checker.checkpoint(sequence, note);
      }
    };
    for (const link of links) {
      checker.link({ ...link, previous: link.sequence === after + 1 ? previous : undefined });
      ({ sequence: after, claimed: previous } = link);
      check(after);
    }
    if (isDone) check(Number.MAX_SAFE_INTEGER);
    rows += links.length;
  }
};

const hasWaitedTooLong = (at: string, limit: Temporal.Instant): boolean => {
  try {
    return Temporal.Instant.compare(Temporal.Instant.from(at), limit) < 0;
  } catch {
    return true; // no instant at all: nothing of ours wrote it
  }
};

const verifyUnlinked = async (
  context: DomainContext,
  institutionCode: string,
  checker: ChainChecker,
  graceSeconds: number,
): Promise<void> => {
  const limit = context.clock.now().subtract({ seconds: graceSeconds });
  const range = await context.database.inInstitution(institutionCode, (tx) => selectEventRange(tx));
  if (range === undefined) return;
  for (let after = range.first - 1; after < range.last; after += WINDOW) {
    const window = { after, upTo: after + WINDOW, most: PAGE };
    const rows = await context.database.inInstitution(institutionCode, (tx) =>
      selectUnlinkedBetween(tx, window),
    );
    for (const row of rows) {
      const place = { row };
      if (row.isSettled) {
        checker.fault("ROW_UNLINKED", place, "it was put in afterwards, or its link was removed");
      } else if (hasWaitedTooLong(row.at, limit)) {
        checker.fault("ROW_WAITING", place, `not linked after ${graceSeconds} s: does a worker run?`);
      } else checker.wait();
    }
  }
};

/**
 * Verifies the record of an institution in the database, from its first row: every row against its hash, every hash
 * against the one before, every checkpoint, and that no row is without its place.
 */
export const verifyDatabase = async (
  context: DomainContext,
  institutionCode: string,
  options: VerifyOptions = {},
): Promise<VerifyReport> => {
  const keys = options.trustedKeys ?? (await listAuditKeys(context));
  const checker = chainChecker({
    institutionCode,
    firstSequence: 1,
    keys,
    ...(options.outsideNotes === undefined ? {} : { outsideNotes: options.outsideNotes }),
  });
  await verifyLinks(context, institutionCode, checker, options.onProgress ?? (() => undefined));
  await verifyUnlinked(context, institutionCode, checker, options.graceSeconds ?? GRACE_SECONDS);
  return checker.finish();
};
