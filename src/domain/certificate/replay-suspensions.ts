import { listAuditIn } from "../audit/list.ts";
import { suspendUser } from "../user/suspend.ts";
import { findUserIn } from "../user/users.ts";
import type { RecordedSuspension } from "./replay-events.ts";
import { endingNow, inTransaction, type ReplayWork } from "./replay-work.ts";

const replayOne = (work: ReplayWork, { contractId, userId, at }: RecordedSuspension): Promise<void> =>
  inTransaction(work, async (tx) => {
    const user = await findUserIn(tx, { contractId, userId });
    if (user?.state !== "active") return;
    const [resumed] = await listAuditIn(tx, { contractId, userId, event: "user.resumed", limit: 1 });
    if (resumed !== undefined && Temporal.Instant.compare(resumed.at, at) >= 0) return;
    const name = `${contractId}/${userId}`;
    work.journal.act({ what: "suspend", serial: undefined, user: name, at, reason: undefined });
    if (!work.options.isDryRun) await suspendUser(tx, { ...endingNow(work), user: user.reference });
  });

/**
 * Suspends whoever was suspended last, by the last word of the record on each user, and is not; unless staff decided
 * otherwise since, in this database.
 */
export const replaySuspensions = async (
  work: ReplayWork,
  lastWords: Iterable<RecordedSuspension>,
): Promise<void> => {
  for (const lastWord of lastWords) if (lastWord.kind === "suspended") await replayOne(work, lastWord);
};
