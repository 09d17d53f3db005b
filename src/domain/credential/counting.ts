import type { InstitutionPolicy } from "#domain/institution/policy.ts";

/** How failures are counted and stopped (B1). */
export type LockoutPolicy = InstitutionPolicy["lockout"]["login"];

/** What is remembered of one claim. */
export interface FailureCount {
  readonly consecutiveFailures: number;
  readonly temporaryStops: number;
  readonly lockedUntil: Temporal.Instant | null;
  readonly lockedPermanentlyAt: Temporal.Instant | null;
}

/** A claim of which nothing is remembered. */
export const noFailures: FailureCount = {
  consecutiveFailures: 0,
  temporaryStops: 0,
  lockedUntil: null,
  lockedPermanentlyAt: null,
};

/** How a claim is stopped at an instant. */
export type Stop =
  { readonly kind: "temporary"; readonly until: Temporal.Instant } | { readonly kind: "permanent" };

/** The stop in force at an instant, if any. */
export const stopOf = (count: FailureCount, now: Temporal.Instant): Stop | undefined => {
  if (count.lockedPermanentlyAt !== null) return { kind: "permanent" };
  if (count.lockedUntil !== null && Temporal.Instant.compare(now, count.lockedUntil) < 0)
    return { kind: "temporary", until: count.lockedUntil };
  return undefined;
};

/**
 * Counts one more failure. The count starts anew after each temporary stop; a success forgets everything.
 *
 * It is counted before the secret is compared and forgotten when the secret was right: attempts made at the same
 * time are then each counted, and no more of them reach the comparison than the policy allows.
 */
export const countFailure = (
  count: FailureCount,
  policy: LockoutPolicy,
  now: Temporal.Instant,
): FailureCount => {
  const consecutiveFailures = count.consecutiveFailures + 1;
  if (consecutiveFailures < policy.temporaryStopFailures) return { ...count, consecutiveFailures };
  const temporaryStops = count.temporaryStops + 1;
  const isPermanent = temporaryStops >= policy.permanentAfterTemporaryStops;
  return {
    consecutiveFailures: 0,
    temporaryStops,
    lockedUntil: isPermanent ? null : now.add({ seconds: policy.temporaryStopSeconds }),
    lockedPermanentlyAt: isPermanent ? now : null,
  };
};

/** The stop that holds longest. */
export const longestStop = (stops: readonly Stop[]): Stop | undefined => {
  let longest: Stop | undefined;
  for (const stop of stops) {
    if (stop.kind === "permanent") return stop;
    if (longest?.kind !== "temporary" || Temporal.Instant.compare(stop.until, longest.until) > 0)
      longest = stop;
  }
  return longest;
};
