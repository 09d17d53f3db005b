import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { DomainContext } from "../context.ts";
import { insertNote, lockCheckpoints, selectLastNote } from "./checkpoint.store.ts";
import type { AuditSigner } from "./key.ts";
import { selectHead, selectHeads } from "./link.store.ts";
import { parseNote, signNote, type SignedCheckpoint } from "./note.ts";
import { digestOf } from "./row.ts";

/** When a checkpoint is due, beside the end of a day. */
export interface CheckpointSchedule {
  /** So long after the one before, if anything was linked since; 0: at once. */
  readonly everyMinutes: number;
}

/** Of the installation's own chain. */
const INSTALLATION_TIME_ZONE = "UTC";

const isDue = (
  context: DomainContext,
  institutionCode: string,
  last: SignedCheckpoint | undefined,
  schedule: CheckpointSchedule,
): boolean => {
  if (last === undefined) return true;
  const now = context.clock.now();
  if (Temporal.Instant.compare(now, last.at.add({ minutes: schedule.everyMinutes })) >= 0) return true;
  const timeZone = context.institutions.byCode(institutionCode)?.timeZone ?? INSTALLATION_TIME_ZONE;
  const dayOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return dayOf(now) !== dayOf(last.at);
};

const checkpointIn = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  signer: AuditSigner,
  schedule: CheckpointSchedule,
): Promise<boolean> => {
  await lockCheckpoints(tx);
  const head = await selectHead(tx);
  const lastNote = await selectLastNote(tx);
  const last = lastNote === undefined ? undefined : parseNote(lastNote);
  if (head === undefined || head.sequence <= (last?.sequence ?? 0)) return false;
  if (!isDue(context, tx.institutionCode, last, schedule)) return false;
  const note = await signNote(
    {
      institutionCode: tx.institutionCode,
      sequence: head.sequence,
      digest: head.digest,
      at: context.clock.now(),
      previous: lastNote === undefined ? undefined : digestOf(lastNote),
    },
    signer,
  );
  invariant(parseNote(note) !== undefined, "a checkpoint can be read");
  await insertNote(tx, head.sequence, note);
  return true;
};

/**
 * Signs a checkpoint for every chain in which something was linked since its last one and for which one is due; gives
 * how many. Any number of processes may do it at once.
 */
export const makeCheckpoints = async (
  context: DomainContext,
  signer: AuditSigner,
  schedule: CheckpointSchedule,
): Promise<number> => {
  let made = 0;
  for (const { institutionCode, lastSequence, lastCheckpointSequence } of await selectHeads(
    context.database,
  )) {
    if (lastSequence <= lastCheckpointSequence) continue;
    const isMade = await context.database.inInstitution(institutionCode, (tx) =>
      checkpointIn(context, tx, signer, schedule),
    );
    if (isMade) made += 1;
  }
  return made;
};
