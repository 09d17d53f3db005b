import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Actor, DomainContext, Origin } from "../context.ts";
import { selectBySerial } from "./certificate.store.ts";
import type { Ending } from "./end.ts";
import type { RecordedEnd } from "./replay-events.ts";
import type { ReplayJournal } from "./replay-journal.ts";

export interface ReplayOptions {
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
  /** Only looks. */
  readonly isDryRun: boolean;
  /** Rows of one transaction; 200 unless told. */
  readonly batch?: number;
}

/** What the steps of a replay share. */
export interface ReplayWork {
  readonly context: DomainContext;
  readonly institutionCode: string;
  readonly options: ReplayOptions;
  readonly journal: ReplayJournal;
}

const BATCH = 200;

export const batchOf = ({ options }: ReplayWork): number => options.batch ?? BATCH;

export const inTransaction = <T>(
  { context, institutionCode }: ReplayWork,
  run: (tx: InstitutionTransaction) => Promise<T>,
): Promise<T> => context.database.inInstitution(institutionCode, run);

/** Who replays, and when: for the audit record. */
export const endingNow = ({ context, options }: ReplayWork): Ending => ({
  at: context.clock.now(),
  actor: options.actor,
  origin: options.origin,
});

/** The audit row of an end that was replayed, in its transaction. */
export const auditReplayed = async (
  tx: InstitutionTransaction,
  work: ReplayWork,
  end: RecordedEnd,
  isLost: boolean,
): Promise<void> => {
  const record = await selectBySerial(tx, end.serial);
  invariant(record !== undefined, "what was ended is on record");
  await recordAudit(tx, {
    ...endingNow(work),
    event: end.kind === "revoked" ? "certificate.revocationReplayed" : `certificate.${end.kind}`,
    subject: record.owner,
    certificateSerial: end.serial,
    facts: {
      endedAt: end.at.toString(),
      isReplayed: true,
      isLost,
      ...(end.kind === "expired" ? {} : { cause: end.cause }),
      ...(end.kind === "revoked" ? { reason: end.reason } : {}),
    },
  });
};
