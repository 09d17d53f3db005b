import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { claimOfUser, digestOfClaim, type CountedProof } from "./claims.ts";
import { countFailure, stopOf } from "./counting.ts";
import { deleteFailures, lockFailures, updateFailures } from "./credentials.store.ts";
import type { CredentialCode } from "./refusals.ts";
import { queueStopMail } from "./stop-mail.ts";
import { stopRefusal } from "./stop-refusal.ts";

/** A second factor, whose failures are counted beside those of the secrets. */
export type Factor = Exclude<CountedProof, "login" | "confirmation">;

/** Failures of a user's second factor, locked until the transaction ends: attempts at the same time run one after another. */
export interface FactorAttempt {
  /** Counts a failure; the refusal where it stops the factor. */
  failed(): Promise<Refusal<CredentialCode> | undefined>;
  /** Forgets the failures: the proof was right. */
  succeeded(): Promise<void>;
}

/**
 * Opens an attempt at a second factor of a known user. Where comparing is quick, the lock is held over it, and nothing
 * is counted before it is known to be wrong; where it takes long, the failure is counted first and forgotten if there
 * was none ({@link forgetFactorFailures}). Refused: CREDENTIAL_STOPPED_TEMPORARILY,
 * CREDENTIAL_STOPPED.
 */
export const openFactorAttempt = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution, user, factor }: { institution: InstitutionPolicy; user: User; factor: Factor },
): Promise<Result<FactorAttempt, Refusal<CredentialCode>>> => {
  const now = context.clock.now();
  const digest = digestOfClaim(claimOfUser(institution.family, user), factor);
  const count = await lockFailures(tx, digest, now);
  const stop = stopOf(count, now);
  if (stop !== undefined) return refused(stopRefusal(stop, institution));
  return accepted({
    failed: async () => {
      const next = countFailure(count, institution.lockout[factor], now);
      await updateFailures(tx, digest, next, now);
      const newStop = stopOf(next, now);
      if (newStop === undefined) return undefined;
      await queueStopMail(tx, { user: user.reference, kind: factor, at: now });
      return stopRefusal(newStop, institution);
    },
    succeeded: async () => {
      await deleteFailures(tx, [digest]);
    },
  });
};

/** Holds the failures of a user's second factor, for who will change what is proved by it. */
export const lockFactorFailures = async (
  tx: InstitutionTransaction,
  { institution, user, factor }: { institution: InstitutionPolicy; user: User; factor: Factor },
  now: Temporal.Instant,
): Promise<void> => {
  await lockFailures(tx, digestOfClaim(claimOfUser(institution.family, user), factor), now);
};

/** Lifts the stop of a user's second factor; says whether anything was counted. */
export const forgetFactorFailures = async (
  tx: InstitutionTransaction,
  { institution, user, factor }: { institution: InstitutionPolicy; user: User; factor: Factor },
): Promise<boolean> =>
  (await deleteFailures(tx, [digestOfClaim(claimOfUser(institution.family, user), factor)])) > 0;
