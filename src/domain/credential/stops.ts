import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { claimOfUser, countedFactors, digestOfClaim, type CountedProof } from "./claims.ts";
import { stopOf, type Stop } from "./counting.ts";
import { selectFailuresOf } from "./credentials.store.ts";

/** A proof that is stopped, and how. */
export interface StoppedProof {
  readonly proof: CountedProof;
  readonly stop: Stop;
}

const PROOFS: readonly CountedProof[] = ["login", "confirmation", ...countedFactors];

/** The stops in force for users of a contract, secrets and second factors, by user ID. One statement, however many. */
export const stopsOfUsers = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "family">,
  users: readonly User[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly StoppedProof[]>> => {
  const asked = users.flatMap((user) => {
    const claim = claimOfUser(institution.family, user);
    return PROOFS.map((proof) => ({
      userId: user.reference.userId,
      proof,
      digest: digestOfClaim(claim, proof),
    }));
  });
  const counts = await selectFailuresOf(
    tx,
    asked.map(({ digest }) => digest),
  );
  const stops = new Map<string, StoppedProof[]>();
  for (const { userId, proof, digest } of asked) {
    const count = counts.get(digest.toString("hex"));
    const stop = count === undefined ? undefined : stopOf(count, now);
    if (stop !== undefined) stops.set(userId, [...(stops.get(userId) ?? []), { proof, stop }]);
  }
  return stops;
};
