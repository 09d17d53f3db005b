import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

/** What a token is asked to approve in a procedure. */
export interface StoredChallenge {
  readonly procedureDigest: Buffer;
  readonly contractId: string;
  readonly userId: string;
  readonly serial: string;
  /** What the device shows, and what the number is computed from. */
  readonly text: string;
  /** The challenge before this one; undefined: none. */
  readonly previous: { readonly text: string; readonly isUsed: boolean } | undefined;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant | null;
}

const readChallenge = (row: Selectable<Tables["transaction_challenge"]>): StoredChallenge => ({
  procedureDigest: row.procedure_digest,
  contractId: row.contract_id,
  userId: row.user_id,
  serial: row.serial,
  text: row.challenge,
  previous:
    row.previous_challenge === null ? undefined : { text: row.previous_challenge, isUsed: row.previous_used },
  createdAt: fromDate(row.created_at),
  expiresAt: fromDate(row.expires_at),
  usedAt: row.used_at === null ? null : fromDate(row.used_at),
});

/** The challenge of a procedure, of this user alone, locked until the transaction ends. */
export const lockChallenge = async (
  tx: InstitutionTransaction,
  user: Pick<UserReference, "contractId" | "userId">,
  procedureDigest: Buffer,
): Promise<StoredChallenge | undefined> => {
  const row = await tx
    .selectFrom("transaction_challenge")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("procedure_digest", "=", procedureDigest)
    .where("contract_id", "=", user.contractId)
    .where("user_id", "=", user.userId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readChallenge(row);
};

/** Records a challenge in the place of the one before of the same procedure and user. */
export const replaceChallenge = async (
  tx: InstitutionTransaction,
  challenge: Omit<StoredChallenge, "usedAt">,
): Promise<void> => {
  const values = {
    serial: challenge.serial,
    challenge: challenge.text,
    previous_challenge: challenge.previous?.text ?? null,
    previous_used: challenge.previous?.isUsed ?? false,
    created_at: toDate(challenge.createdAt),
    expires_at: toDate(challenge.expiresAt),
    used_at: null,
  };
  await tx
    .insertInto("transaction_challenge")
    .values({
      institution_code: tx.institutionCode,
      procedure_digest: challenge.procedureDigest,
      contract_id: challenge.contractId,
      user_id: challenge.userId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_code", "contract_id", "user_id", "procedure_digest"])
        .doUpdateSet(values),
    )
    .execute();
};

/** Its number was right: none is taken for it again. */
export const markChallengeUsed = async (
  tx: InstitutionTransaction,
  { contractId, userId, procedureDigest }: StoredChallenge,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("transaction_challenge")
    .set({ used_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .where("procedure_digest", "=", procedureDigest)
    .execute();
};

/** Forgets challenges that ended before `before`; says how many. */
export const deleteChallenges = async (
  tx: InstitutionTransaction,
  before: Temporal.Instant,
): Promise<number> => {
  const { numDeletedRows } = await tx
    .deleteFrom("transaction_challenge")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(before))
    .executeTakeFirst();
  return Number(numDeletedRows);
};
