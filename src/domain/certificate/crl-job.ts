import { enqueueJob } from "#platform/jobs/enqueue.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { CrlKey } from "./crl.store.ts";

/** Job that makes one list soon after a revocation. */
export const PUBLISH_CRL = "publish-crl";

/** Revocations of so long share a list: one list every few seconds is enough however many there are. */
const GATHER_SECONDS = 2;

/**
 * Asks for the list that will show the first of the revocations that wait; those that come until then need not ask.
 * Whoever asks for the list itself gets it made at once, and what is missed here is found by the minute's
 * `publishCrls`.
 */
export const askForCrl = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  revokedAt: Temporal.Instant,
): Promise<void> => {
  const { institutionCode, issuerId, shard } = key;
  const runAt = revokedAt.add({ seconds: GATHER_SECONDS });
  await enqueueJob(tx, PUBLISH_CRL, { institutionCode, issuerId, shard }, { runAt });
};
