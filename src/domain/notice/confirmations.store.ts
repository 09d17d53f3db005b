import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";

/** IDs of the forced notices of now that the user has not confirmed, the oldest first. */
export const selectUnconfirmed = async (
  tx: InstitutionTransaction,
  user: UserReference,
  now: Temporal.Instant,
): Promise<string[]> => {
  const rows = await tx
    .selectFrom("notice")
    .select("notice_id")
    .where("institution_code", "=", tx.institutionCode)
    .where("kind", "=", "forced")
    .where("published_from", "<=", toDate(now))
    .where((where) =>
      where.or([where("published_until", "is", null), where("published_until", ">", toDate(now))]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("notice_confirmation")
            .select("notice_confirmation.notice_id")
            .where("notice_confirmation.institution_code", "=", tx.institutionCode)
            .where("notice_confirmation.contract_id", "=", user.contractId)
            .where("notice_confirmation.user_id", "=", user.userId)
            .whereRef("notice_confirmation.notice_id", "=", "notice.notice_id"),
        ),
      ),
    )
    .orderBy("published_from")
    .orderBy("notice_id")
    .execute();
  return rows.map((row) => row.notice_id);
};

/** Records a confirmation; false where it was recorded before. */
export const insertConfirmation = async (
  tx: InstitutionTransaction,
  user: UserReference,
  noticeId: string,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await tx
    .insertInto("notice_confirmation")
    .values({
      institution_code: tx.institutionCode,
      notice_id: noticeId,
      contract_id: user.contractId,
      user_id: user.userId,
      confirmed_at: toDate(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};
