import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";

/** Records a one-time enrolment token by its digest. */
export const insertToken = async (
  tx: InstitutionTransaction,
  token: {
    readonly tokenDigest: Buffer;
    readonly user: UserReference;
    readonly createdAt: Temporal.Instant;
    readonly expiresAt: Temporal.Instant;
  },
): Promise<void> => {
  await tx
    .insertInto("enrollment_token")
    .values({
      institution_code: tx.institutionCode,
      token_digest: token.tokenDigest,
      contract_id: token.user.contractId,
      user_id: token.user.userId,
      created_at: toDate(token.createdAt),
      expires_at: toDate(token.expiresAt),
    })
    .execute();
};

/** Uses a token up: the row's lock lets exactly one of many win. Undefined where it is unknown, used or too old. */
export const takeToken = async (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
  now: Temporal.Instant,
): Promise<UserReference | undefined> => {
  const row = await tx
    .updateTable("enrollment_token")
    .set({ used_at: toDate(now) })
    .where("institution_code", "=", tx.institutionCode)
    .where("token_digest", "=", tokenDigest)
    .where("used_at", "is", null)
    .where("expires_at", ">", toDate(now))
    .returning(["contract_id", "user_id"])
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : { institutionCode: tx.institutionCode, contractId: row.contract_id, userId: row.user_id };
};

/** Gives a token back after the request it was used for was refused. */
export const releaseToken = async (tx: InstitutionTransaction, tokenDigest: Buffer): Promise<void> => {
  await tx
    .updateTable("enrollment_token")
    .set({ used_at: null })
    .where("institution_code", "=", tx.institutionCode)
    .where("token_digest", "=", tokenDigest)
    .execute();
};

/** Uses up all tokens of a user; returns how many. */
export const useUpTokensOfUser = async (
  tx: InstitutionTransaction,
  user: UserReference,
  at: Temporal.Instant,
): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable("enrollment_token")
    .set({ used_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", user.contractId)
    .where("user_id", "=", user.userId)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};

/** Deletes tokens whose time has been over since before `before`; returns how many. */
export const deleteTokensExpiredBefore = async (
  tx: InstitutionTransaction,
  before: Temporal.Instant,
): Promise<number> => {
  const { numDeletedRows } = await tx
    .deleteFrom("enrollment_token")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(before))
    .executeTakeFirst();
  return Number(numDeletedRows);
};
