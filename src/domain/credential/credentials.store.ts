import type { UserReference } from "#domain/context.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { noFailures, type FailureCount } from "./counting.ts";
import type { SecretHash } from "./hashing.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

/**
 * The count of a claim, locked until the transaction ends. A claim never seen before gets its row first, so that
 * two attempts at the same time wait for one another.
 */
export const lockFailures = async (
  tx: InstitutionTransaction,
  digest: Buffer,
  now: Temporal.Instant,
): Promise<FailureCount> => {
  // One statement: between two, a right proof could delete the row.
  const row = await tx
    .insertInto("credential_failure")
    .values({ institution_code: tx.institutionCode, claim_digest: digest, last_failure_at: toDate(now) })
    .onConflict((conflict) =>
      conflict.columns(["institution_code", "claim_digest"]).doUpdateSet({ last_failure_at: toDate(now) }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return {
    consecutiveFailures: row.consecutive_failures,
    temporaryStops: row.temporary_stops,
    lockedUntil: row.locked_until === null ? null : fromDate(row.locked_until),
    lockedPermanentlyAt: row.locked_permanently_at === null ? null : fromDate(row.locked_permanently_at),
  };
};

/** The count of a claim as it stands, without a lock. */
export const selectFailures = async (tx: InstitutionTransaction, digest: Buffer): Promise<FailureCount> => {
  const row = await tx
    .selectFrom("credential_failure")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("claim_digest", "=", digest)
    .executeTakeFirst();
  if (row === undefined) return noFailures;
  return {
    consecutiveFailures: row.consecutive_failures,
    temporaryStops: row.temporary_stops,
    lockedUntil: row.locked_until === null ? null : fromDate(row.locked_until),
    lockedPermanentlyAt: row.locked_permanently_at === null ? null : fromDate(row.locked_permanently_at),
  };
};

/** The counts of these claims, by digest in hexadecimal; none where nothing was counted. */
export const selectFailuresOf = async (
  tx: InstitutionTransaction,
  digests: readonly Buffer[],
): Promise<ReadonlyMap<string, FailureCount>> => {
  if (digests.length === 0) return new Map();
  const rows = await tx
    .selectFrom("credential_failure")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("claim_digest", "in", digests)
    .execute();
  return new Map(
    rows.map((row) => [
      row.claim_digest.toString("hex"),
      {
        consecutiveFailures: row.consecutive_failures,
        temporaryStops: row.temporary_stops,
        lockedUntil: row.locked_until === null ? null : fromDate(row.locked_until),
        lockedPermanentlyAt: row.locked_permanently_at === null ? null : fromDate(row.locked_permanently_at),
      },
    ]),
  );
};

export const updateFailures = async (
  tx: InstitutionTransaction,
  digest: Buffer,
  count: FailureCount,
  now: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("credential_failure")
    .set({
      consecutive_failures: count.consecutiveFailures,
      temporary_stops: count.temporaryStops,
      locked_until: count.lockedUntil === null ? null : toDate(count.lockedUntil),
      locked_permanently_at: count.lockedPermanentlyAt === null ? null : toDate(count.lockedPermanentlyAt),
      last_failure_at: toDate(now),
    })
    .where("institution_code", "=", tx.institutionCode)
    .where("claim_digest", "=", digest)
    .execute();
};

/** Forgets the counts of these claims; says of how many there was one. */
export const deleteFailures = async (
  tx: InstitutionTransaction,
  digests: readonly Buffer[],
): Promise<number> => {
  const result = await tx
    .deleteFrom("credential_failure")
    .where("institution_code", "=", tx.institutionCode)
    .where("claim_digest", "in", digests)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};

/** Forgets counts whose last failure is older; permanent stops stay, for only a person lifts them. Says how many. */
export const deleteOldFailures = async (
  tx: InstitutionTransaction,
  failedBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("credential_failure")
    .where("institution_code", "=", tx.institutionCode)
    .where("last_failure_at", "<", toDate(failedBefore))
    .where("locked_permanently_at", "is", null)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};

/** The stored secrets of a user, those that exist. */
export const selectSecrets = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<ReadonlyMap<CredentialKind, SecretHash>> => {
  const rows = await tx
    .selectFrom("credential")
    .select(["kind", "secret_hash"])
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .execute();
  return new Map(rows.map((row) => [row.kind, row.secret_hash]));
};

/** Removes a user's secrets: nothing proves the user any more. */
export const deleteSecrets = async (tx: InstitutionTransaction, who: Who): Promise<void> => {
  await tx
    .deleteFrom("credential")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .execute();
};

/** A secret to be stored. */
export interface StoredSecret {
  readonly kind: CredentialKind;
  readonly secretHash: SecretHash;
  readonly at: Temporal.Instant;
  readonly mustChange: boolean;
}

export const upsertSecret = async (
  tx: InstitutionTransaction,
  who: Who,
  { kind, secretHash, at, mustChange }: StoredSecret,
): Promise<void> => {
  const content = { secret_hash: secretHash, changed_at: toDate(at), must_change: mustChange };
  await tx
    .insertInto("credential")
    .values({
      institution_code: tx.institutionCode,
      contract_id: who.contractId,
      user_id: who.userId,
      kind,
      ...content,
    })
    .onConflict((conflict) =>
      conflict.columns(["institution_code", "contract_id", "user_id", "kind"]).doUpdateSet(content),
    )
    .execute();
};

/** Puts a secret that its owner chose in place of the one that was proved; false where that one is gone. */
export const replaceSecret = async (
  tx: InstitutionTransaction,
  who: Who,
  {
    kind,
    proved,
    next,
    at,
  }: { kind: CredentialKind; proved: SecretHash; next: SecretHash; at: Temporal.Instant },
): Promise<boolean> => {
  const result = await tx
    .updateTable("credential")
    .set({ secret_hash: next, changed_at: toDate(at), must_change: false })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .where("kind", "=", kind)
    .where("secret_hash", "=", proved)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** How old a user's secrets are, and whether somebody else chose them. */
export const selectSecretAges = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<{ kind: CredentialKind; changedAt: Temporal.Instant; mustChange: boolean }[]> => {
  const rows = await tx
    .selectFrom("credential")
    .select(["kind", "changed_at", "must_change"])
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    changedAt: fromDate(row.changed_at),
    mustChange: row.must_change,
  }));
};
