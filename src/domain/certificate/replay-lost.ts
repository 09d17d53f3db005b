import type { InstitutionTransaction } from "#platform/database/database.ts";
import { isPast, type CertificateState } from "./certificates.ts";
import type { RecordedEnd, RecordedEvent } from "./replay-events.ts";
import { insertLost, lockStates, selectIssuerIds, updateToLost, type LostEnd } from "./replay.store.ts";
import { auditReplayed, batchOf, inTransaction, type ReplayWork } from "./replay-work.ts";

/** A certificate that was signed after the database ends. */
export interface SignedSince {
  /** Undefined: the database has it as recorded and not signed. */
  readonly prepared: Extract<RecordedEvent, { kind: "prepared" }> | undefined;
  fingerprint?: string;
  signedAt: Temporal.Instant;
  end?: RecordedEnd;
}

/** How it ends now: as the record says, or because nobody can answer for it. */
const revocationOf = (
  serial: string,
  { end }: SignedSince,
  now: Temporal.Instant,
): Extract<RecordedEnd, { kind: "revoked" }> =>
  end?.kind === "revoked"
    ? end
    : { kind: "revoked", serial, at: now, cause: "revocation", reason: "cessationOfOperation" };

/** Whether there is anything to put on record: it may never have been signed, be over, or be known by now. */
const isMissing = (
  { journal }: ReplayWork,
  { end, prepared }: SignedSince,
  state: CertificateState | undefined,
  now: Temporal.Instant,
): boolean => {
  if (end?.kind === "abandoned") return false;
  if (prepared !== undefined && isPast(prepared.notAfter, now)) return false;
  if (state === undefined || state === "prepared" || state === "abandoned") return true;
  journal.known();
  return false;
};

const replayOne = async (
  tx: InstitutionTransaction,
  work: ReplayWork,
  [serial, since]: readonly [string, SignedSince],
  state: CertificateState | undefined,
  issuers: ReadonlySet<string>,
): Promise<void> => {
  const now = work.context.clock.now();
  if (!isMissing(work, since, state, now)) return;
  const { prepared, signedAt, fingerprint } = since;
  const isNew = state === undefined && prepared !== undefined;
  if (isNew && !issuers.has(prepared.issuerId)) {
    work.journal.obstacle(`${serial} was issued by ${prepared.issuerId}, which the database does not know`);
    return;
  }
  const revocation = revocationOf(serial, since, now);
  const { at: endedAt, cause, reason } = revocation;
  work.journal.act({
    what: since.end?.kind === "revoked" ? "revokeLost" : "withdrawLost",
    serial,
    user: prepared === undefined ? undefined : `${prepared.contractId}/${prepared.userId}`,
    at: endedAt,
    reason,
  });
  if (work.options.isDryRun) return;
  const lost: LostEnd = { serial, fingerprint, signedAt, endedAt, cause, reason };
  if (isNew) await insertLost(tx, { ...prepared, ...lost }, now);
  else await updateToLost(tx, lost);
  await auditReplayed(tx, work, revocation, true);
};

/** Puts on record, as revoked, what was signed after the database ends. */
export const replayLost = async (
  work: ReplayWork,
  signedSince: ReadonlyMap<string, SignedSince>,
): Promise<void> => {
  const all = [...signedSince];
  for (let from = 0; from < all.length; from += batchOf(work)) {
    const some = all.slice(from, from + batchOf(work));
    await inTransaction(work, async (tx) => {
      const states = await lockStates(
        tx,
        some.map(([serial]) => serial),
      );
      const issuers = await selectIssuerIds(tx);
      for (const one of some) await replayOne(tx, work, one, states.get(one[0]), issuers);
    });
  }
};
